package io.github.iotcustomauth.internal.client;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

import io.github.iotcustomauth.InvalidMessageException;
import io.github.iotcustomauth.IotConnectionException;
import io.github.iotcustomauth.IotFailure.Kind;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.Qos;
import io.github.iotcustomauth.TopicFilter;
import io.github.iotcustomauth.client.IotClient;
import io.github.iotcustomauth.internal.messaging.PayloadConverter;
import io.github.iotcustomauth.internal.observation.MessageObservations;
import io.github.iotcustomauth.local.LocalIotCoreEvent;
import io.github.iotcustomauth.support.LocalEndpoint;
import io.github.iotcustomauth.support.TestConnection;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.core.ParameterizedTypeReference;
import org.springframework.messaging.converter.JacksonJsonMessageConverter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * {@link IotClient} on the real native client.
 */
class IotClientIntegrationTests {

	private static final Duration LIMIT = Duration.ofMinutes(1);

	private static final String REPLIES = "clients/asker/replies";

	private final AtomicBoolean mute = new AtomicBoolean();

	private LocalEndpoint endpoint;

	private TestConnection connection;

	private TestConnection other;

	private DefaultIotClient client;

	@BeforeEach
	void connect() {
		this.endpoint = new LocalEndpoint();
		this.connection = new TestConnection(this.endpoint, "asker").connected();
		this.other = new TestConnection(this.endpoint, "other").connected();
		JacksonJsonMessageConverter json = new JacksonJsonMessageConverter();
		json.setContentTypeResolver(null);
		this.client = new DefaultIotClient(this.connection.connection(), new PayloadConverter(List.of(json)), LIMIT,
				null, MessageObservations.NONE);
	}

	@AfterEach
	void disconnect() {
		this.connection.close();
		this.other.close();
		this.endpoint.close();
	}

	@Test
	void everyOptionArrives() throws Exception {
		this.client.to("devices/{id}/commands", 7)
			.retain()
			.contentType("application/vnd.command+json")
			.userProperty("trace", "1")
			.userProperty("trace", "ü")
			.expiry(Duration.ofHours(1))
			.body(new Question("on", 1))
			.sendAndWait(LIMIT);
		// the flag is seen by those who subscribe later only
		this.other.subscribed("devices/7/commands");
		IotMessage received = this.other.nextMessage();
		assertThat(received.topic()).isEqualTo("devices/7/commands");
		assertThat(received.text()).isEqualTo("{\"text\":\"on\",\"number\":1}");
		assertThat(received.qos()).isEqualTo(Qos.AT_LEAST_ONCE);
		assertThat(received.retain()).isTrue();
		assertThat(received.contentType()).isEqualTo("application/vnd.command+json");
		assertThat(received.userProperties()).containsExactly(Map.entry("trace", "1"), Map.entry("trace", "ü"));
		assertThat(received.expiry()).isBetween(Duration.ofMinutes(1), Duration.ofHours(1));
	}

	@Test
	void bodiesOfEveryKindArrive() throws Exception {
		this.other.subscribed("home");
		byte[] bytes = { 0, -1, 7 };
		get(this.client.to("home").body(bytes).send());
		get(this.client.to("home").body("21 °C").send());
		get(this.client.to("home").body(new Question("q", 2)).send());
		get(this.client.to("home").send());
		assertThat(this.other.nextMessage().payload()).isEqualTo(bytes);
		IotMessage text = this.other.nextMessage();
		assertThat(text.text()).isEqualTo("21 °C");
		assertThat(text.contentType()).isNull();
		IotMessage object = this.other.nextMessage();
		assertThat(object.text()).isEqualTo("{\"text\":\"q\",\"number\":2}");
		assertThat(object.contentType()).isEqualTo("application/json");
		assertThat(this.other.nextMessage().payload()).isEmpty();
	}

	@Test
	void qosZeroArrivesAsSuch() throws Exception {
		this.other.subscribed("home");
		get(this.client.to("home").qos(Qos.AT_MOST_ONCE).body("x").send());
		assertThat(this.other.nextMessage().qos()).isEqualTo(Qos.AT_MOST_ONCE);
	}

	@Test
	void refusedMessageFails() {
		this.endpoint.core().faults().puback(0x87);
		assertThat(failureOf(this.client.to("home").send())).isInstanceOf(IotConnectionException.class)
			.hasMessageContaining("(0x87)");
		assertThatExceptionOfType(IotConnectionException.class)
			.isThrownBy(() -> this.client.to("home").sendAndWait(LIMIT))
			.satisfies((ex) -> assertThat(ex.getFailure().kind()).isEqualTo(Kind.REJECTED));
	}

	@Test
	void messageThatIsNotAcknowledgedIsNotWaitedForAnyLonger() throws Exception {
		this.other.subscribed("home");
		this.endpoint.core().faults().neverPuback(true);
		assertThatExceptionOfType(IotConnectionException.class)
			.isThrownBy(() -> this.client.to("home").body("x").sendAndWait(Duration.ofMillis(100)))
			.withMessageContaining("NO_ACKNOWLEDGEMENT");
		assertThat(this.other.nextMessage().text()).isEqualTo("x");
	}

	@Test
	void requestGetsItsAnswer() throws Exception {
		answering((question) -> "{\"text\":\"" + question.length() + "\",\"number\":42}");
		Answer answer = get(
				this.client.to("questions/{kind}", "life").body(new Question("why", 1)).request(Answer.class));
		assertThat(answer).isEqualTo(new Answer("25", 42));
		assertThat(this.client.requests().pending()).isZero();
	}

	@Test
	void answersAreOfTheTypeThatWasAskedFor() throws Exception {
		answering((question) -> "[{\"text\":\"ü\",\"number\":1}]");
		String json = "[{\"text\":\"ü\",\"number\":1}]";
		assertThat(get(this.client.to("questions/1").request(String.class))).isEqualTo(json);
		assertThat(get(this.client.to("questions/1").request(byte[].class)))
			.isEqualTo(json.getBytes(StandardCharsets.UTF_8));
		assertThat(get(this.client.to("questions/1").request(new ParameterizedTypeReference<List<Answer>>() {
		}))).containsExactly(new Answer("ü", 1));
	}

	@Test
	void unreadableAnswerFailsTheRequest() {
		answering((question) -> "s3cr3t");
		assertThat(failureOf(this.client.to("questions/1").request(Answer.class)))
			.isInstanceOf(InvalidMessageException.class)
			.hasMessageContainingAll(REPLIES, Answer.class.getName())
			.hasMessageNotContaining("s3cr3t");
		assertThat(this.client.requests().pending()).isZero();
	}

	@Test
	void concurrentRequestsShareOneSubscriptionAndGetTheirOwnAnswers() throws Exception {
		answering((question) -> "answer to " + question);
		List<CompletableFuture<CompletableFuture<String>>> answers = IntStream.range(0, 100)
			.mapToObj((i) -> CompletableFuture
				.supplyAsync(() -> this.client.to("questions/{i}", i).body("question " + i).request(String.class)))
			.toList();
		for (int i = 0; i < answers.size(); i++) {
			assertThat(get(get(answers.get(i)))).isEqualTo("answer to question " + i);
		}
		assertThat(this.client.requests().pending()).isZero();
		assertThat(this.endpoint.events(LocalIotCoreEvent.Type.SUBSCRIBED)).containsOnlyOnce(REPLIES);
	}

	@Test
	void whatIsChainedToAnAnswerMayWaitForAnother() throws Exception {
		answering((question) -> question + "!");
		CompletableFuture<String> chained = this.client.to("questions/1")
			.body("a")
			.request(String.class)
			.thenApply((first) -> this.client.to("questions/1").body(first).request(String.class).join())
			.thenApply((second) -> this.client.to("questions/1").body(second).request(String.class).join());
		assertThat(get(chained)).isEqualTo("a!!!");
	}

	@Test
	void lateAnswerIsIgnored() throws Exception {
		answering((question) -> question + "!");
		assertThat(get(this.client.to("questions/1").body("a").request(String.class))).isEqualTo("a!");
		this.mute.set(true);
		CompletableFuture<String> unanswered = this.client.to("questions/1")
			.body("late")
			.expiry(Duration.ofHours(1))
			.request(String.class, Duration.ofSeconds(1));
		assertThat(failureOf(unanswered)).isInstanceOf(IotConnectionException.class)
			.hasMessageContainingAll("'questions/1'", "NO_REPLY");
		assertThat(this.client.requests().pending()).isZero();
		this.other.nextMessage();
		IotMessage late = this.other.nextMessage();
		assertThat(late.text()).isEqualTo("late");
		get(this.other.connection().publish(reply(late, "late!")));
		this.mute.set(false);
		assertThat(get(this.client.to("questions/1").body("b").request(String.class))).isEqualTo("b!");
		assertThat(unanswered).isCompletedExceptionally();
	}

	@Test
	void refusedSubscriptionFailsTheRequestAndTheNextAsksAgain() throws Exception {
		AtomicBoolean allowed = new AtomicBoolean();
		this.endpoint.withPolicy(
				(action, resource) -> allowed.get() || !(action.equals("iot:Subscribe") && resource.endsWith(REPLIES)));
		answering((question) -> question + "!");
		get(this.connection.connection().reconnect());
		assertThat(failureOf(this.client.to("questions/1").request(String.class)))
			.isInstanceOf(IotConnectionException.class)
			.hasMessageContaining(REPLIES)
			.satisfies((ex) -> assertThat(((IotConnectionException) ex).getFailure().kind()).isEqualTo(Kind.REJECTED));
		assertThat(this.client.requests().pending()).isZero();
		allowed.set(true);
		assertThat(get(this.client.to("questions/1").body("a").request(String.class))).isEqualTo("a!");
	}

	@Test
	void requestsGoOnAfterALostConnection() throws Exception {
		answering((question) -> question + "!");
		assertThat(get(this.client.to("questions/1").body("a").request(String.class))).isEqualTo("a!");
		get(this.connection.connection().reconnect());
		assertThat(get(this.client.to("questions/1").body("b").request(String.class))).isEqualTo("b!");
	}

	private void answering(UnaryOperator<String> answers) {
		get(this.other.connection().subscribe(TopicFilter.of("questions/+"), Qos.AT_LEAST_ONCE, (question) -> {
			if (!this.mute.get()) {
				this.other.connection().publish(reply(question, answers.apply(question.text())));
			}
			this.other.received().add(question);
		}).getGranted());
	}

	private static IotMessage reply(IotMessage question, String answer) {
		return IotMessage.to(String.valueOf(question.responseTopic()))
			.correlationData(question.correlationData())
			.payload(answer)
			.build();
	}

	private static <T> T get(CompletableFuture<T> future) {
		return future.copy().orTimeout(LIMIT.toMillis(), TimeUnit.MILLISECONDS).join();
	}

	private static Throwable failureOf(CompletableFuture<?> future) {
		try {
			future.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (ExecutionException ex) {
			return ex.getCause();
		}
		catch (Exception ex) {
			throw new AssertionError("There is no failure", ex);
		}
		throw new AssertionError("It has not failed");
	}

	record Question(String text, int number) {
	}

	record Answer(String text, int number) {
	}

}
