package io.github.iotcustomauth.internal.client;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.github.iotcustomauth.Acknowledgment;
import io.github.iotcustomauth.FailureReason;
import io.github.iotcustomauth.InvalidMessageException;
import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.IotConnectionException;
import io.github.iotcustomauth.IotFailure;
import io.github.iotcustomauth.IotFailure.Kind;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.IotSubscription;
import io.github.iotcustomauth.Qos;
import io.github.iotcustomauth.RefusedSubscription;
import io.github.iotcustomauth.TopicFilter;
import io.github.iotcustomauth.client.IotClient;
import io.github.iotcustomauth.client.IotClient.MessageSpec;
import io.github.iotcustomauth.internal.filters.SubscriptionState;
import io.github.iotcustomauth.internal.messaging.PayloadConverter;
import io.github.iotcustomauth.internal.observation.MessageObservations;
import io.github.iotcustomauth.internal.store.UnstoredPublisher;
import io.github.iotcustomauth.support.TestSubscription;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.core.ParameterizedTypeReference;
import org.springframework.messaging.converter.JacksonJsonMessageConverter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.assertArg;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.then;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.withSettings;

/**
 * Tests for {@link DefaultIotClient} and all that is behind it.
 */
class DefaultIotClientTests {

	private static final IotFailure REFUSED = IotFailure.of(FailureReason.NOT_AUTHORIZED, "The policy");

	private static final TopicFilter REPLIES = TopicFilter.of("clients/device-7/replies");

	private static final Duration LONG = Duration.ofMinutes(5);

	private static final Duration SHORT = Duration.ofMillis(1);

	private final IotConnection connection = mock(IotConnection.class);

	private final List<IotMessage> published = new CopyOnWriteArrayList<>();

	private static final Acknowledgment NOTHING = () -> {
	};

	private final List<IotSubscription> replies = new CopyOnWriteArrayList<>();

	private volatile CompletableFuture<Void> acknowledgement = CompletableFuture.completedFuture(null);

	private volatile CompletableFuture<Void> subscription = CompletableFuture.completedFuture(null);

	private final DefaultIotClient client = new DefaultIotClient(this.connection,
			new PayloadConverter(List.of(new JacksonJsonMessageConverter())));

	@BeforeEach
	void connect() {
		given(this.connection.getClientId()).willReturn("device-7");
		given(this.connection.publish(any())).willAnswer((call) -> {
			this.published.add(call.getArgument(0));
			return this.acknowledgement;
		});
		given(this.connection.subscribe(any(IotSubscription.class))).willAnswer((call) -> {
			this.replies.add(call.getArgument(0));
			return new TestSubscription(call.getArgument(0), this.subscription, SubscriptionState.PENDING);
		});
	}

	@Test
	void unstoredClientLeavesTheStoreOfTheConnectionOut() {
		IotConnection storing = mock(IotConnection.class, withSettings().extraInterfaces(UnstoredPublisher.class));
		new DefaultIotClient(storing, new PayloadConverter(List.of())).unstored().to("a").body("1").send();
		then((UnstoredPublisher) storing).should()
			.publishUnstored(assertArg((message) -> assertThat(message.text()).isEqualTo("1")));
		then(storing).should(never()).publish(any());
	}

	@Test
	void unstoredClientUsesAConnectionWithoutStoreAsItIs() {
		this.client.unstored().to("a").body("1").send();
		assertThat(this.published).extracting(IotMessage::text).containsExactly("1");
	}

	@Test
	void plainMessageHasTheDefaults() {
		assertThat(this.client.to("home/{room}", "kitchen").send()).isCompleted();
		assertThat(onlyMessage()).usingRecursiveComparison().isEqualTo(IotMessage.to("home/kitchen").build());
	}

	@Test
	void sendsWhatWasSet() {
		this.client.to("home")
			.qos(Qos.AT_MOST_ONCE)
			.retain()
			.contentType("text/plain")
			.userProperty("unit", "C")
			.userProperty("unit", "F")
			.expiry(Duration.ofMinutes(1))
			.body("21 °C")
			.send();
		assertThat(onlyMessage()).usingRecursiveComparison()
			.isEqualTo(IotMessage.to("home")
				.qos(Qos.AT_MOST_ONCE)
				.retain(true)
				.contentType("text/plain")
				.userProperty("unit", "C")
				.userProperty("unit", "F")
				.expiry(Duration.ofMinutes(1))
				.payload("21 °C")
				.build());
	}

	@Test
	void objectsAreConvertedWithTheContentTypeThatIsSetLater() {
		this.client.to("home").body(new Question("q")).send();
		this.client.to("home").body(new Question("q")).contentType("application/json;v=2").send();
		assertThat(this.published).extracting(IotMessage::text).containsOnly("{\"text\":\"q\"}");
		assertThat(this.published).extracting(IotMessage::contentType)
			.containsExactly("application/json", "application/json;v=2");
	}

	@Test
	void bytesAreSentAsTheyAre() {
		byte[] bytes = { 0, -1 };
		this.client.to("home").body(bytes).send();
		assertThat(onlyMessage().payload()).isSameAs(bytes);
	}

	@Test
	void everyOptionMakesAMessageOfItsOwn() {
		MessageSpec base = this.client.to("home").body("x").userProperty("a", "1");
		Stream
			.of(base.qos(Qos.AT_MOST_ONCE), base.retain(), base.contentType("text/plain"), base.userProperty("b", "2"),
					base.expiry(Duration.ofMinutes(1)), base.body("y"))
			.forEach((changed) -> assertThat(changed).isNotSameAs(base));
		base.send();
		assertThat(onlyMessage()).usingRecursiveComparison()
			.isEqualTo(IotMessage.to("home").payload("x").userProperty("a", "1").build());
	}

	@Test
	void oneMessageMayBeSentByManyThreads() {
		MessageSpec base = this.client.to("home").userProperty("a", "1");
		CompletableFuture
			.allOf(IntStream.range(0, 200)
				.mapToObj((i) -> CompletableFuture
					.runAsync(() -> base.userProperty("i", String.valueOf(i)).body(String.valueOf(i)).send()))
				.toArray(CompletableFuture[]::new))
			.join();
		assertThat(this.published).hasSize(200)
			.allSatisfy((message) -> assertThat(message.userProperties()).containsExactly(Map.entry("a", "1"),
					Map.entry("i", message.text())));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "a/+", "a/#", "1/2/3/4/5/6/7/8/9" })
	void wrongTopicsAreRefusedAtOnce(String topic) {
		assertThatIllegalArgumentException().isThrownBy(() -> this.client.to(topic));
	}

	@Test
	void wrongValuesAreRefusedAtOnce() {
		MessageSpec message = this.client.to("home");
		assertThatIllegalArgumentException().isThrownBy(() -> this.client.to("a/{x}", "+"));
		assertThatIllegalArgumentException().isThrownBy(() -> message.qos(null));
		assertThatIllegalArgumentException().isThrownBy(() -> message.contentType(""));
		assertThatIllegalArgumentException().isThrownBy(() -> message.userProperty(null, "x"));
		assertThatIllegalArgumentException().isThrownBy(() -> message.userProperty("x", null));
		assertThatIllegalArgumentException().isThrownBy(() -> message.expiry(Duration.ofMillis(999)));
		assertThatIllegalArgumentException().isThrownBy(() -> message.expiry(Duration.ofDays(7).plusNanos(1)));
		assertThatIllegalArgumentException().isThrownBy(() -> message.body(null));
		assertThatIllegalArgumentException().isThrownBy(() -> message.sendAndWait(Duration.ZERO));
		assertThatIllegalArgumentException().isThrownBy(() -> message.request(String.class, Duration.ofMillis(-1)));
		assertThatIllegalArgumentException().isThrownBy(() -> message.request((Class<?>) null));
		then(this.connection).should(never()).publish(any());
	}

	@Test
	void bodiesThatCannotBeSentAreRefusedAtOnce() {
		IotClient text = new DefaultIotClient(this.connection, new PayloadConverter(List.of()));
		assertThatIllegalArgumentException().isThrownBy(() -> text.to("home").body(new Question("q")).send());
		assertThatIllegalArgumentException().isThrownBy(() -> text.to("home").body(new byte[131073]).send());
		assertThatIllegalArgumentException()
			.isThrownBy(() -> text.to("home").body(new byte[131073]).request(String.class));
		assertThat(this.client.requests().pending()).isZero();
	}

	@Test
	void wrongSettingsAreRefused() {
		PayloadConverter converter = new PayloadConverter(List.of());
		assertThatIllegalArgumentException().isThrownBy(
				() -> new DefaultIotClient(this.connection, converter, Duration.ZERO, null, MessageObservations.NONE));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new DefaultIotClient(this.connection, converter, LONG, "a/#", MessageObservations.NONE));
	}

	@Test
	void waitsForTheAcknowledgement() {
		this.client.to("home").body("x").sendAndWait(LONG);
		assertThat(onlyMessage().text()).isEqualTo("x");
	}

	@Test
	void refusalReachesThoseWhoWait() {
		IotConnectionException refusal = new IotConnectionException("Message was not published", REFUSED);
		this.acknowledgement = CompletableFuture.failedFuture(refusal);
		assertThatExceptionOfType(IotConnectionException.class)
			.isThrownBy(() -> this.client.to("home").sendAndWait(LONG))
			.withMessageContainingAll("'home'", "NOT_AUTHORIZED (0x87)")
			.withCause(refusal)
			.satisfies((ex) -> assertThat(ex.getFailure()).isEqualTo(REFUSED));
	}

	@Test
	void otherFailuresReachThoseWhoWaitWithoutTheirText() {
		this.acknowledgement = CompletableFuture.failedFuture(new IllegalStateException("s3cr3t"));
		assertThatExceptionOfType(IotConnectionException.class)
			.isThrownBy(() -> this.client.to("home").sendAndWait(LONG))
			.withMessageContaining(IllegalStateException.class.getName())
			.withMessageNotContaining("s3cr3t");
	}

	@Test
	void messageIsNotGivenUpWhenNobodyWaitsAnyLonger() {
		this.acknowledgement = new CompletableFuture<>();
		assertThatExceptionOfType(IotConnectionException.class)
			.isThrownBy(() -> this.client.to("home").sendAndWait(SHORT))
			.withMessageContainingAll("'home'", "within 1 ms", "NO_ACKNOWLEDGEMENT", "may still be sent later");
		assertThat(this.acknowledgement).isNotDone();
	}

	@Test
	void interruptedThreadStaysInterrupted() {
		this.acknowledgement = new CompletableFuture<>();
		Thread.currentThread().interrupt();
		assertThatExceptionOfType(IotConnectionException.class)
			.isThrownBy(() -> this.client.to("home").sendAndWait(LONG))
			.withMessageContaining("INTERRUPTED");
		assertThat(Thread.interrupted()).isTrue();
	}

	@Test
	void requestSaysWhereTheAnswerBelongs() {
		request(String.class);
		request(String.class);
		assertThat(this.published).hasSize(2).allSatisfy((request) -> {
			assertThat(request.topic()).isEqualTo("questions");
			assertThat(request.text()).isEqualTo("q");
			assertThat(request.responseTopic()).isEqualTo(REPLIES.value());
			assertThat(request.correlationData()).hasSize(16);
			assertThat(request.expiry()).isEqualTo(Duration.ofSeconds(30));
		});
		assertThat(this.published.get(0).correlationData()).isNotEqualTo(this.published.get(1).correlationData());
	}

	@ParameterizedTest
	@CsvSource({ "PT1S,PT1S", "PT0.001S,PT1S", "PT1.5S,PT2S", "PT1M,PT1M", "P7D,P7D", "PT200H,P7D", "PT876000000H,P7D",
			"PT2562047788015215H30M7.9S,P7D" })
	void requestExpiresWithItsLimit(Duration limit, Duration expiry) {
		this.subscription = new CompletableFuture<>();
		CompletableFuture<String> answer = this.client.to("questions").request(String.class, limit);
		this.subscription.complete(null);
		Awaitility.await().until(() -> answer.isDone() || !this.published.isEmpty());
		assertThat(this.published).allSatisfy((request) -> assertThat(request.expiry()).isEqualTo(expiry));
	}

	@Test
	void expiryOfTheCallerWins() {
		this.client.to("questions").expiry(Duration.ofHours(1)).request(String.class, LONG);
		assertThat(onlyMessage().expiry()).isEqualTo(Duration.ofHours(1));
	}

	@Test
	void answersArriveOnTheConfiguredTopic() {
		new DefaultIotClient(this.connection, new PayloadConverter(List.of()), LONG, "answers/7",
				MessageObservations.NONE)
			.to("questions")
			.request(String.class);
		assertThat(onlyMessage().responseTopic()).isEqualTo("answers/7");
		assertThat(this.replies).singleElement().satisfies((subscription) -> {
			assertThat(subscription.filters()).containsExactly(TopicFilter.of("answers/7"));
			assertThat(subscription.qos()).isEqualTo(Qos.AT_LEAST_ONCE);
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "a+b", "#", "1/2/3/4/5/6/7", "a\u0000" })
	void clientIdThatMakesNoTopicIsExplained(String clientId) {
		given(this.connection.getClientId()).willReturn(clientId);
		assertThatIllegalStateException().isThrownBy(() -> this.client.to("questions").request(String.class))
			.withMessageContainingAll("client id", "'aws.iot.custom-auth.request.reply-topic'");
		assertThat(this.client.requests().pending()).isZero();
	}

	@Test
	void nothingIsSubscribedToWithoutRequest() {
		this.client.to("home").sendAndWait(LONG);
		then(this.connection).should(never()).subscribe(any(IotSubscription.class));
	}

	@Test
	void requestsWaitForTheirSubscription() {
		this.subscription = new CompletableFuture<>();
		List<CompletableFuture<String>> answers = IntStream.range(0, 3)
			.mapToObj((i) -> this.client.to("questions").request(String.class))
			.toList();
		assertThat(this.published).isEmpty();
		this.subscription.complete(null);
		Awaitility.await().until(() -> this.published.size() == 3);
		assertThat(answers).noneMatch(CompletableFuture::isDone);
		this.client.to("questions").request(String.class);
		assertThat(this.published).hasSize(4);
		then(this.connection).should(times(1)).subscribe(any(IotSubscription.class));
	}

	@Test
	void requestThatWasGivenUpMeanwhileIsNotSent() {
		this.subscription = new CompletableFuture<>();
		CompletableFuture<String> first = this.client.to("first").request(String.class);
		this.client.to("second").request(String.class);
		first.cancel(false);
		this.subscription.complete(null);
		Awaitility.await().until(() -> !this.published.isEmpty());
		assertThat(onlyMessage().topic()).isEqualTo("second");
	}

	@Test
	void nothingPilesUpAtASubscriptionThatIsNotAnswered() {
		this.subscription = new CompletableFuture<>();
		List<CompletableFuture<String>> answers = IntStream.range(0, 50)
			.mapToObj((i) -> this.client.to("questions").request(String.class, SHORT))
			.toList();
		assertThat(answers).allSatisfy((answer) -> assertThat(failureOf(answer)).hasMessageContainingAll("'questions'",
				"NO_REPLY", "was not sent", REPLIES.value()));
		assertThat(this.client.requests().pending()).isZero();
		assertThat(this.subscription.getNumberOfDependents()).isEqualTo(1);
		assertThat(this.published).isEmpty();
	}

	@Test
	void refusedSubscriptionFailsTheRequestsAndTheNextAsksAgain() throws Exception {
		IotConnectionException refusal = new IotConnectionException("No subscription", REFUSED);
		this.subscription = new CompletableFuture<>();
		CompletableFuture<String> first = this.client.to("questions").request(String.class);
		CompletableFuture<String> second = this.client.to("questions").request(String.class);
		this.subscription.completeExceptionally(refusal);
		assertThat(failureOf(first)).isSameAs(refusal);
		assertThat(failureOf(second)).isSameAs(refusal);
		assertThat(this.client.requests().pending()).isZero();
		this.subscription = CompletableFuture.completedFuture(null);
		CompletableFuture<String> third = this.client.to("questions").request(String.class);
		Awaitility.await().until(() -> !this.published.isEmpty());
		reply(onlyMessage(), "a");
		assertThat(get(third)).isEqualTo("a");
		assertThat(this.replies).hasSize(2).containsOnly(this.replies.get(0));
	}

	@Test
	void subscriptionThatALaterConnectionRefusedIsAskedForAgain() {
		this.client.to("questions").request(String.class);
		Awaitility.await().until(() -> !this.published.isEmpty());
		given(this.connection.getRefusedSubscriptions())
			.willReturn(Map.of(REPLIES, new RefusedSubscription("default", "device", REPLIES, REFUSED, Instant.now())));
		this.client.to("questions").request(String.class);
		then(this.connection).should(times(2)).subscribe(any(IotSubscription.class));
	}

	@Test
	void connectionThatThrowsFailsTheRequest() {
		given(this.connection.subscribe(any(IotSubscription.class))).willThrow(new IllegalStateException("closed"));
		assertThat(failureOf(this.client.to("questions").request(String.class))).hasMessage("closed");
		assertThat(this.client.requests().pending()).isZero();
	}

	@Test
	void publishThatThrowsFailsTheRequest() {
		given(this.connection.publish(any())).willThrow(new IllegalStateException("closed"));
		assertThat(failureOf(this.client.to("questions").request(String.class))).hasMessage("closed");
		assertThat(this.client.requests().pending()).isZero();
	}

	@Test
	void refusedPublishFailsTheRequest() {
		IotConnectionException refusal = new IotConnectionException("Message was not published", REFUSED);
		this.acknowledgement = CompletableFuture.failedFuture(refusal);
		assertThat(failureOf(this.client.to("questions").request(String.class))).isSameAs(refusal);
		assertThat(this.client.requests().pending()).isZero();
	}

	@Test
	void answerCompletesTheRequest() throws Exception {
		CompletableFuture<Question> answer = request(Question.class);
		reply(onlyMessage(), "{\"text\":\"a\"}");
		assertThat(this.client.requests().pending()).isZero();
		assertThat(get(answer)).isEqualTo(new Question("a"));
	}

	@Test
	void answersMayBeGeneric() throws Exception {
		CompletableFuture<List<Question>> answer = this.client.to("questions")
			.request(new ParameterizedTypeReference<>() {
			});
		Awaitility.await().until(() -> !this.published.isEmpty());
		reply(onlyMessage(), "[{\"text\":\"a\"}]");
		assertThat(get(answer)).containsExactly(new Question("a"));
	}

	@Test
	void answerMayComeBeforeTheAcknowledgement() throws Exception {
		this.acknowledgement = new CompletableFuture<>();
		CompletableFuture<String> answer = request(String.class);
		reply(onlyMessage(), "a");
		assertThat(get(answer)).isEqualTo("a");
	}

	@Test
	void unreadableAnswerFailsTheRequest() throws Exception {
		CompletableFuture<Question> answer = request(Question.class);
		reply(onlyMessage(), "s3cr3t");
		assertThat(failureOf(answer)).isInstanceOf(InvalidMessageException.class)
			.hasMessageContaining(REPLIES.value())
			.hasMessageNotContaining("s3cr3t");
	}

	@Test
	void answersNobodyWaitsForAreIgnored() throws Exception {
		CompletableFuture<String> answer = request(String.class);
		IotSubscription.Handler handler = this.replies.get(0).handler();
		handler.onMessage(IotMessage.of(REPLIES.value(), "no correlation data"), NOTHING);
		for (int length : new int[] { 0, 15, 16, 17, 1000 }) {
			handler.onMessage(
					IotMessage.to(REPLIES.value()).correlationData(new byte[length]).payload("unknown").build(),
					NOTHING);
		}
		assertThat(answer).isNotDone();
		reply(onlyMessage(), "first");
		reply(onlyMessage(), "second");
		assertThat(get(answer)).isEqualTo("first");
	}

	@Test
	void requestWithoutAnswerIsForgottenAndNotSentLater() {
		this.acknowledgement = new CompletableFuture<>();
		CompletableFuture<String> answer = this.client.to("questions").request(String.class, Duration.ofSeconds(1));
		assertThat(failureOf(answer)).isInstanceOf(IotConnectionException.class)
			.hasMessageContainingAll("'questions'", "NO_REPLY")
			.satisfies((ex) -> assertThat(((IotConnectionException) ex).getFailure().kind()).isEqualTo(Kind.TIMED_OUT));
		assertThat(this.client.requests().pending()).isZero();
		Awaitility.await().until(() -> this.published.isEmpty() || this.acknowledgement.isCancelled());
	}

	@Test
	void missingAnswerSaysWhatToCheck() {
		PendingRequest<String> request = new PendingRequest<>(
				IotMessage.to("questions").responseTopic("answers").build(),
				ParameterizedTypeReference.forType(String.class));
		assertThat(request.noReply().whatToCheck()).contains("was not sent", "'answers'");
		assertThat(request.start()).isTrue();
		assertThat(request.start()).isFalse();
		assertThat(request.noReply().whatToCheck()).contains("was not acknowledged");
		request.acknowledged();
		assertThat(request.noReply().whatToCheck()).contains("The server has the request", "'answers'");
	}

	@Test
	void requestThatIsGivenUpWhileItIsPublishedIsNotSentLater() {
		PendingRequest<String> request = new PendingRequest<>(IotMessage.to("questions").build(),
				ParameterizedTypeReference.forType(String.class));
		CompletableFuture<Void> publish = new CompletableFuture<>();
		assertThat(request.start()).isTrue();
		request.release();
		request.published(publish);
		assertThat(publish).isCancelled();
		assertThat(request).isNotDone();
	}

	@Test
	void requestThatTheCallerCancelsIsForgottenAndNotSentLater() {
		this.acknowledgement = new CompletableFuture<>();
		request(String.class).cancel(false);
		assertThat(this.client.requests().pending()).isZero();
		Awaitility.await().until(this.acknowledgement::isCancelled);
	}

	@Test
	void requestThatTheCallerCompletesIsForgotten() {
		this.acknowledgement = new CompletableFuture<>();
		request(String.class).complete("made up");
		assertThat(this.client.requests().pending()).isZero();
		Awaitility.await().until(this.acknowledgement::isCancelled);
	}

	@Test
	void tooManyRequestsFailAtOnce() {
		this.subscription = new CompletableFuture<>();
		List<CompletableFuture<String>> waiting = IntStream.range(0, Requests.MAX_PENDING)
			.mapToObj((i) -> this.client.to("questions").request(String.class, LONG))
			.toList();
		CompletableFuture<String> tooMany = this.client.to("questions").request(String.class, LONG);
		assertThat(tooMany).isCompletedExceptionally();
		assertThat(failureOf(tooMany)).hasMessageContaining("TOO_MANY_PENDING_REQUESTS");
		assertThat(waiting).noneMatch(CompletableFuture::isDone);
		waiting.get(0).cancel(false);
		assertThat(this.client.to("questions").request(String.class, LONG)).isNotDone();
		assertThat(this.client.requests().pending()).isEqualTo(Requests.MAX_PENDING);
	}

	private <T> CompletableFuture<T> request(Class<T> type) {
		int before = this.published.size();
		CompletableFuture<T> answer = this.client.to("questions").body("q").request(type);
		Awaitility.await().until(() -> this.published.size() > before);
		return answer;
	}

	private void reply(IotMessage request, String answer) throws Exception {
		this.replies.get(0)
			.handler()
			.onMessage(IotMessage.to(String.valueOf(request.responseTopic()))
				.correlationData(request.correlationData())
				.payload(answer.getBytes(StandardCharsets.UTF_8))
				.build(), NOTHING);
	}

	private IotMessage onlyMessage() {
		Awaitility.await().until(() -> !this.published.isEmpty());
		assertThat(this.published).hasSize(1);
		return this.published.get(0);
	}

	private static <T> T get(CompletableFuture<T> future) throws Exception {
		return future.get(1, TimeUnit.MINUTES);
	}

	private static Throwable failureOf(CompletableFuture<?> future) {
		try {
			get(future);
		}
		catch (ExecutionException ex) {
			return ex.getCause();
		}
		catch (Exception ex) {
			throw new AssertionError("There is no failure", ex);
		}
		throw new AssertionError("It has not failed");
	}

	record Question(String text) {
	}

}
