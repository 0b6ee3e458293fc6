package io.github.iotcustomauth.handler;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

import io.github.iotcustomauth.FailedMessage;
import io.github.iotcustomauth.FailureReason;
import io.github.iotcustomauth.InvalidMessageException;
import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.IotConnectionException;
import io.github.iotcustomauth.IotFailure;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.internal.limits.MessageLimits;
import io.github.iotcustomauth.internal.transport.MqttReasonCodes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.ArgumentCaptor;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.util.backoff.FixedBackOff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.then;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link RetryingErrorHandler}.
 */
@ExtendWith(OutputCaptureExtension.class)
class RetryingErrorHandlerTests {

	private static final IotMessage MESSAGE = IotMessage.to("home/kitchen")
		.payload("s3cret")
		.responseTopic("answers")
		.userProperty("trace", "7")
		.build();

	private final List<FailedMessage> recovered = new ArrayList<>();

	private final IotConnection connection = mock(IotConnection.class);

	private int tries;

	@Test
	void triesAgainAsOftenAsTheBackOffSays() throws Exception {
		handler(3).handle(failed(new IllegalStateException("first"), Integer.MAX_VALUE));
		assertThat(this.tries).isEqualTo(3);
		assertThat(this.recovered).singleElement().satisfies((failed) -> {
			assertThat(failed.failure()).hasMessage("try 3");
			assertThat(failed.message()).isSameAs(MESSAGE);
			assertThat(failed.listener()).isEqualTo("kitchen");
		});
	}

	@Test
	void endsWithTheFirstSuccess() throws Exception {
		handler(3).handle(failed(new IllegalStateException("first"), 1));
		assertThat(this.tries).isEqualTo(2);
		assertThat(this.recovered).isEmpty();
	}

	@Test
	void messageThatIsInvalidIsNotTriedAgain() throws Exception {
		handler(3).handle(failed(new InvalidMessageException("no number"), 0));
		assertThat(this.tries).isZero();
		assertThat(this.recovered).hasSize(1);
	}

	@Test
	void interruptEndsIt() {
		Thread.currentThread().interrupt();
		assertThatExceptionOfType(InterruptedException.class)
			.isThrownBy(() -> handler(3).handle(failed(new IllegalStateException("first"), 0)));
		assertThat(this.recovered).isEmpty();
	}

	@Test
	void dropNamesListenerAndTopicAndNothingOfThePayload(CapturedOutput output) throws Exception {
		IotListenerErrorHandler.drop().handle(failed(new InvalidMessageException("no number"), 0));
		assertThat(output).contains("Listener 'kitchen' failed for a message of topic 'home/kitchen'")
			.contains("no number")
			.doesNotContain("\tat ")
			.doesNotContain("s3cret");
		IotListenerErrorHandler.drop().handle(failed(new IllegalStateException("on purpose"), 0));
		assertThat(output).contains("java.lang.IllegalStateException: on purpose").contains("\tat ");
	}

	@Test
	void senderCannotForgeALogLine(CapturedOutput output) throws Exception {
		IotMessage forging = IotMessage.to("home/\nERROR forged topic").build();
		IotListenerErrorHandler.drop().handle(new FailedMessage(forging, "kitchen", (message) -> {
		}, new NumberFormatException("For input string: \"7\r\nERROR forged payload\""), this.connection));
		assertThat(output.toString().lines()).noneMatch((line) -> line.startsWith("ERROR forged"));
		assertThat(output).contains("'home/\\u000AERROR forged topic'")
			.contains("java.lang.NumberFormatException: For input string: \"7\\u000D\\u000AERROR forged payload\"")
			.contains("\tat ");
	}

	@Test
	void errorTopicGetsTheMessageAndWhatHappened() throws Exception {
		given(this.connection.publish(any())).willReturn(CompletableFuture.completedFuture(null));
		IotListenerErrorHandler.publishTo("errors").handle(failed(new IllegalStateException("on purpose"), 0));
		ArgumentCaptor<IotMessage> published = ArgumentCaptor.forClass(IotMessage.class);
		then(this.connection).should().publish(published.capture());
		assertThat(published.getValue().topic()).isEqualTo("errors");
		assertThat(published.getValue().text()).isEqualTo("s3cret");
		assertThat(published.getValue().responseTopic()).isEqualTo("answers");
		assertThat(published.getValue().userProperties()).contains(Map.entry("trace", "7"),
				Map.entry("original-topic", "home/kitchen"),
				Map.entry("failure", IllegalStateException.class.getName()));
	}

	@Test
	void messageOfAnErrorTopicIsDropped(CapturedOutput output) throws Exception {
		IotMessage again = IotMessage.to("errors").userProperty("original-topic", "home/kitchen").build();
		IotListenerErrorHandler.publishTo("errors").handle(new FailedMessage(again, "all", (message) -> {
		}, new IllegalStateException("on purpose"), this.connection));
		then(this.connection).shouldHaveNoInteractions();
		assertThat(output).contains("Listener 'all' failed for a message of topic 'errors', which is dropped");
	}

	@Test
	void messageIsDroppedWhenTheErrorTopicIsRefused(CapturedOutput output) throws Exception {
		IotFailure refusal = IotFailure.of(FailureReason.NOT_AUTHORIZED, "check the policy");
		given(this.connection.publish(any()))
			.willReturn(CompletableFuture.failedFuture(new IotConnectionException("not published", refusal)));
		IotListenerErrorHandler.publishTo("errors").handle(failed(new IllegalStateException("on purpose"), 0));
		assertThat(output).contains("The server refuses the error topic 'errors'").contains("which is dropped");
	}

	@ParameterizedTest
	@ValueSource(ints = { 0x80, 0x83, 0x87, 0x90, 0x97, 0x99 })
	void messageIsDroppedWithWhateverReasonCodeTheErrorTopicIsRefused(int code, CapturedOutput output)
			throws Exception {
		given(this.connection.publish(any())).willReturn(
				CompletableFuture.failedFuture(new IotConnectionException("not published", MqttReasonCodes.of(code))));
		IotListenerErrorHandler.publishTo("errors").handle(failed(new IllegalStateException("on purpose"), 0));
		assertThat(output).contains("The server refuses the error topic 'errors'").contains("which is dropped");
	}

	@Test
	void stringsThatCannotBeSentAreLeftOutOnTheErrorTopic() throws Exception {
		given(this.connection.publish(any())).willReturn(CompletableFuture.completedFuture(null));
		IotMessage message = IotMessage.to("a/\t")
			.contentType("text/\n")
			.responseTopic("reply/\u0001")
			.userProperty("note", "line 1\nline 2")
			.userProperty("corrupted", "\uD83D\uDE00")
			.userProperty("kept", "yes")
			.build();
		IotListenerErrorHandler.publishTo("errors").handle(new FailedMessage(message, "kitchen", (again) -> {
		}, new IllegalStateException("on purpose"), this.connection));
		ArgumentCaptor<IotMessage> published = ArgumentCaptor.captor();
		then(this.connection).should().publish(published.capture());
		MessageLimits.require(published.getValue());
		assertThat(published.getValue().contentType()).isNull();
		assertThat(published.getValue().responseTopic()).isNull();
		assertThat(published.getValue().userProperties()).extracting(Map.Entry::getKey)
			.containsExactly("original-topic", "failure", "kept");
		assertThat(published.getValue().userProperties().get(0).getValue()).isEqualTo("a/\\u0009");
	}

	@Test
	void messageIsDroppedWhenItCannotBeSentToTheErrorTopic(CapturedOutput output) throws Exception {
		given(this.connection.publish(any())).willThrow(new IllegalArgumentException("too large"));
		IotListenerErrorHandler.publishTo("errors").handle(failed(new IllegalStateException("on purpose"), 0));
		assertThat(output).contains("cannot be sent to the error topic 'errors'").contains("which is dropped");
	}

	@Test
	void messageStaysWhenTheErrorTopicCannotBeReached() {
		IotFailure unanswered = IotFailure.of(FailureReason.NOT_ACKNOWLEDGED);
		given(this.connection.publish(any()))
			.willReturn(CompletableFuture.failedFuture(new IotConnectionException("not published", unanswered)));
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> IotListenerErrorHandler.publishTo("errors")
			.handle(failed(new IllegalStateException("on purpose"), 0)));
	}

	@Test
	void errorTopicIsCheckedAtOnce() {
		assertThatIllegalArgumentException().isThrownBy(() -> IotListenerErrorHandler.publishTo("errors/#"));
	}

	private RetryingErrorHandler handler(int furtherTries) {
		return new RetryingErrorHandler(new FixedBackOff(1, furtherTries), this.recovered::add);
	}

	private FailedMessage failed(Exception failure, int failures) {
		return new FailedMessage(MESSAGE, "kitchen", (message) -> {
			if (++this.tries <= failures) {
				throw new IllegalStateException("try " + this.tries);
			}
		}, failure, this.connection);
	}

}
