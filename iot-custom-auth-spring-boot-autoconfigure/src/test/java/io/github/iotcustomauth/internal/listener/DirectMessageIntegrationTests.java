package io.github.iotcustomauth.internal.listener;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.github.iotcustomauth.ActiveSubscription;
import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.IotSubscription;
import io.github.iotcustomauth.TopicFilter;
import io.github.iotcustomauth.listener.IotListener;
import io.github.iotcustomauth.listener.IotListenerRegistry;
import io.github.iotcustomauth.local.LocalIotCoreEvent;
import io.github.iotcustomauth.support.ListenerContexts;
import io.github.iotcustomauth.support.LocalEndpoint;
import io.github.iotcustomauth.support.TestConnection;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.messaging.handler.annotation.DestinationVariable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Direct messages, sent with the call that AWS's data plane has for them: its client for
 * Java, as of 2.41.5, has no method for the call.
 */
class DirectMessageIntegrationTests {

	private static final String CLIENT_ID = "device";

	private static LocalEndpoint endpoint;

	private static HttpClient sender;

	private final ApplicationContextRunner runner = ListenerContexts.connectedTo(endpoint)
		.withPropertyValues("aws.iot.custom-auth.client-id=" + CLIENT_ID, "aws.iot.custom-auth.fail-fast=false",
				"spring.lifecycle.timeout-per-shutdown-phase=4s");

	@BeforeAll
	static void start() {
		// what needs no SUBSCRIBE needs no permission for it
		endpoint = new LocalEndpoint().withPolicy((action, resource) -> !action.equals("iot:Subscribe"));
		sender = HttpClient.newBuilder()
			.sslContext(endpoint.trust().createSslContext())
			.version(HttpClient.Version.HTTP_1_1)
			.build();
	}

	@AfterAll
	static void stop() {
		endpoint.close();
	}

	private static CompletableFuture<Integer> send(String topic, int timeoutSeconds) {
		HttpRequest request = HttpRequest
			.newBuilder(URI.create("https://localhost:%d/connections/%s/messages?topic=%s&confirmation=true&timeout=%d"
				.formatted(endpoint.port(), CLIENT_ID, topic, timeoutSeconds)))
			.header("Authorization",
					"AWS4-HMAC-SHA256 Credential=any/20261130/eu-central-1/iotdevicegateway/aws4_request, Signature=0")
			.timeout(Duration.ofSeconds(30))
			.POST(HttpRequest.BodyPublishers.ofString("now"))
			.build();
		return sender.sendAsync(request, HttpResponse.BodyHandlers.discarding()).thenApply(HttpResponse::statusCode);
	}

	private static void awaitConnected(IotConnection connection) {
		Awaitility.await().until(() -> connection.getStatus().isConnected());
	}

	@Test
	void confirmationFollowsTheListenerWhichNeedsNoSubscribe() {
		endpoint.core().reset();
		this.runner.withBean(Commands.class).run((context) -> {
			awaitConnected(context.getBean(IotConnection.class));
			assertThat(context.getBean(IotListenerRegistry.class).isRunning("commands")).isTrue();
			Commands commands = context.getBean(Commands.class);
			CompletableFuture<Integer> answer = send("commands%2Freboot", 15);
			Awaitility.await().until(() -> commands.called.contains("reboot"));
			assertThat(answer).isNotDone();
			commands.release.countDown();
			assertThat(answer.get(20, TimeUnit.SECONDS)).isEqualTo(200);
			assertThat(endpoint.events(LocalIotCoreEvent.Type.SUBSCRIBED)).isEmpty();
		});
	}

	@Test
	void senderIsToldNothingInTimeIfTheListenerTakesLonger() {
		this.runner.withBean(Commands.class).run((context) -> {
			awaitConnected(context.getBean(IotConnection.class));
			Commands commands = context.getBean(Commands.class);
			assertThat(send("commands%2Freboot", 1).get(20, TimeUnit.SECONDS)).isEqualTo(504);
			assertThat(commands.called).containsExactly("reboot");
			commands.release.countDown();
			assertThat(send("commands%2Fhalt", 15).get(20, TimeUnit.SECONDS)).isEqualTo(200);
		});
	}

	@Test
	void messageThatNoListenerTakesIsNotConfirmedWhileListenersMayCome() {
		this.runner.withBean(Later.class).run((context) -> {
			awaitConnected(context.getBean(IotConnection.class));
			assertThat(send("commands%2Freboot", 1).get(20, TimeUnit.SECONDS)).isEqualTo(504);
			CompletableFuture<Integer> answer = send("commands%2Freboot", 15);
			TestConnection.get(context.getBean(IotListenerRegistry.class).start("later"));
			assertThat(answer.get(20, TimeUnit.SECONDS)).isEqualTo(200);
			assertThat(context.getBean(Later.class).called).containsExactly("now", "now");
		});
	}

	@Test
	void subscriptionWithoutAListenerNeedsNoSubscribeEither() throws Exception {
		List<String> handled = new CopyOnWriteArrayList<>();
		try (TestConnection device = new TestConnection(endpoint, CLIENT_ID)) {
			IotSubscription subscription = IotSubscription
				.of(TopicFilter.of("commands/+"), (message) -> handled.add(message.text()))
				.withSubscribe(false);
			// before there is a connection
			ActiveSubscription active = device.connection().subscribe(subscription);
			TestConnection.get(active);
			Awaitility.await().until(() -> connects(device));
			assertThat(send("commands%2Freboot", 15).get(20, TimeUnit.SECONDS)).isEqualTo(200);
			assertThat(handled).containsExactly("now");
			TestConnection.get(device.connection().unsubscribe(active));
			assertThat(send("commands%2Freboot", 1).get(20, TimeUnit.SECONDS)).isEqualTo(504);
			assertThat(handled).containsExactly("now");
		}
	}

	// AWS allows one CONNECT a second for a client id
	private static boolean connects(TestConnection device) {
		if (!device.connection().isRunning()) {
			device.connection().start();
		}
		return device.connection().getStatus().isConnected();
	}

	static class Commands {

		final List<String> called = new CopyOnWriteArrayList<>();

		final CountDownLatch release = new CountDownLatch(1);

		@IotListener(id = "commands", topics = "commands/{name}", subscribe = false)
		void on(@DestinationVariable String name) throws InterruptedException {
			this.called.add(name);
			this.release.await();
		}

	}

	static class Later {

		final List<String> called = new CopyOnWriteArrayList<>();

		@IotListener(id = "later", topics = "commands/+", subscribe = false, autoStartup = "false")
		void on(String text) {
			this.called.add(text);
		}

	}

}
