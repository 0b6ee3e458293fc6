package io.github.iotcustomauth.local;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.iotcustomauth.local.LocalIotCoreObserver.AuthorizerCall;
import io.github.iotcustomauth.local.LocalIotCoreObserver.Decision;
import io.github.iotcustomauth.local.LocalIotCoreObserver.Result;
import io.github.iotcustomauth.local.authorizer.RegisteredAuthorizer;
import io.github.iotcustomauth.local.authorizer.StaticAuthorizer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

/**
 * What an observer sees of authorizers that are no beans, and of policies.
 */
class ObserverIntegrationTests {

	private static final String POLICY = """
			{"Version": "2012-10-17", "Statement": [
			{"Sid": "Own", "Effect": "Allow", "Action": ["iot:Connect", "iot:Publish", "iot:Receive"],
			"Resource": ["arn:aws:iot:*:*:client/${iot:ClientId}", "arn:aws:iot:*:*:topic/a/*"]},
			{"Effect": "Allow", "Action": "iot:Subscribe", "Resource": "*"},
			{"Sid": "Secret", "Effect": "Deny", "Action": "iot:Publish", "Resource": "arn:aws:iot:*:*:topic/a/secret"}]}""";

	private final Recorder recorder = new Recorder();

	private LocalIotCore core;

	@BeforeEach
	void start() {
		this.core = LocalIotCore.builder()
			.certificate(TestEndpoint.CERTIFICATE.getKeyPair().getPrivate(),
					TestEndpoint.CERTIFICATE.getCertificatePathList(), TestEndpoint.CERTIFICATE.getRootCertificate())
			.authorizer(new RegisteredAuthorizer("Users",
					new StaticAuthorizer("Users", Map.of("alice", "s3cret-word"), List.of(POLICY))))
			.disable(Limit.CONNECT_RATE)
			.start();
		this.core.addObserver(this.recorder);
	}

	@AfterEach
	void stop() {
		this.core.close();
	}

	@Test
	void callIsSeenWithEventAndAnswerAndWithoutSecret() throws Exception {
		try (RawClient client = connect("s3cret-word")) {
			client.disconnect();
		}
		AuthorizerCall call = this.recorder.calls.get(0);
		assertThat(call.authorizer()).isEqualTo("Users");
		assertThat(call.clientId()).isEqualTo("c");
		assertThat(call.result()).isEqualTo(Result.GRANTED);
		assertThat(call.duration()).isPositive();
		assertThat(call.failure()).isNull();
		assertThat(call.event()).contains("\"username\":\"alice?x-amz-customauthorizer-name=Users&t=***\"",
				"\"password\":\"***\"", "\"clientId\":\"c\"");
		assertThat(call.answer()).contains("\"isAuthenticated\":true", "\"principalId\":\"alice\"", "policyDocuments");
		assertThat(call.toString()).doesNotContain("s3cret");
	}

	@Test
	void refusalIsSeenWithItsReason() throws Exception {
		try (RawClient client = connect("s3cret-wrong")) {
			client.expectEnd();
		}
		assertThat(this.recorder.calls).singleElement().satisfies((call) -> {
			assertThat(call.result()).isEqualTo(Result.REFUSED);
			assertThat(call.failure()).contains("password");
			assertThat(call.toString()).doesNotContain("s3cret");
		});
		assertThat(this.recorder.decisions).isEmpty();
	}

	@Test
	void decisionsAreSeenWithTheStatementThatDecided() throws Exception {
		try (RawClient client = connect("s3cret-word")) {
			client.subscribe(1, 1, "a/+");
			client.publish("a/b", 0, 0, "hello");
			assertThat(client.expectMessage("a/b")).isEqualTo("hello");
			client.publish("a/secret", 1, 2, "hello");
			await().untilAsserted(() -> assertThat(this.recorder.decisions).hasSize(5));
		}
		assertThat(this.recorder.decisions).extracting(Decision::action, Decision::resource, Decision::allowed)
			.containsExactly(tuple("iot:Connect", "client/c", true), tuple("iot:Subscribe", "topicfilter/a/+", true),
					tuple("iot:Publish", "topic/a/b", true), tuple("iot:Receive", "topic/a/b", true),
					tuple("iot:Publish", "topic/a/secret", false));
		Decision published = this.recorder.decisions.get(2);
		assertThat(published.explanation())
			.isEqualTo("statement 'Own' of policy document 1 for arn:aws:iot:*:*:topic/a/*");
		assertThat(published.statement())
			.startsWith("{\"Sid\":\"Own\",\"Effect\":\"Allow\",\"Action\":[\"iot:Connect\"");
		assertThat(this.recorder.decisions.get(4).statement()).contains("\"Sid\":\"Secret\",\"Effect\":\"Deny\"");
	}

	@Test
	void denialWithoutAStatementNamesTheNearestOne() throws Exception {
		try (RawClient client = connect("s3cret-word")) {
			client.publish("other", 1, 2, "hello");
			await().untilAsserted(() -> assertThat(this.recorder.decisions).hasSize(2));
		}
		Decision denied = this.recorder.decisions.get(1);
		assertThat(denied.allowed()).isFalse();
		assertThat(denied.statement()).isNull();
		assertThat(denied.explanation()).startsWith("no statement allows it; statement 'Own'");
	}

	@Test
	void nothingIsSeenAfterTheRemoval() throws Exception {
		this.core.removeObserver(this.recorder);
		try (RawClient client = connect("s3cret-word")) {
			client.disconnect();
		}
		assertThat(this.recorder.calls).isEmpty();
		assertThat(this.recorder.decisions).isEmpty();
	}

	@Test
	void observerThatFailsStopsNothing() throws Exception {
		this.core.removeObserver(this.recorder);
		this.core.addObserver(new LocalIotCoreObserver() {

			@Override
			public void authorizerCalled(AuthorizerCall call) {
				throw new IllegalStateException("no");
			}

			@Override
			public void policyDecided(Decision decision) {
				throw new AssertionError("no");
			}

		});
		this.core.addObserver(this.recorder);
		try (RawClient client = connect("s3cret-word")) {
			client.disconnect();
		}
		assertThat(this.recorder.calls).hasSize(1);
		assertThat(this.recorder.decisions).hasSize(1);
	}

	private RawClient connect(String password) throws Exception {
		RawClient client = RawClient.tls(this.core.getPort(), 5);
		client.connect("c", (connect) -> connect.username("alice?x-amz-customauthorizer-name=Users&t=s3cret-token")
			.password(password.getBytes(StandardCharsets.UTF_8)));
		return client;
	}

	private static final class Recorder implements LocalIotCoreObserver {

		private final List<AuthorizerCall> calls = new CopyOnWriteArrayList<>();

		private final List<Decision> decisions = new CopyOnWriteArrayList<>();

		@Override
		public void authorizerCalled(AuthorizerCall call) {
			this.calls.add(call);
		}

		@Override
		public void policyDecided(Decision decision) {
			this.decisions.add(decision);
		}

	}

}
