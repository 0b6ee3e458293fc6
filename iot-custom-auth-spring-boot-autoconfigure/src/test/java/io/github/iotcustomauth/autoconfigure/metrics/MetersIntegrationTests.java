package io.github.iotcustomauth.autoconfigure.metrics;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.IotSubscription;
import io.github.iotcustomauth.Qos;
import io.github.iotcustomauth.TopicFilter;
import io.github.iotcustomauth.autoconfigure.health.HealthStatusAutoConfiguration;
import io.github.iotcustomauth.autoconfigure.health.IotConnectionHealthContributorAutoConfiguration;
import io.github.iotcustomauth.credentials.CustomAuthCredentials;
import io.github.iotcustomauth.credentials.CustomAuthCredentialsProvider;
import io.github.iotcustomauth.listener.IotListener;
import io.github.iotcustomauth.support.ListenerContexts;
import io.github.iotcustomauth.support.LocalEndpoint;
import io.github.iotcustomauth.support.SecretForms;
import io.github.iotcustomauth.support.TestConnection;
import io.github.iotcustomauth.transport.IotConnectionFactory;
import io.github.iotcustomauth.transport.IotConnectionSpec;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Meters of connections on the real native client.
 */
class MetersIntegrationTests {

	private static final String PASSWORD = "pass/word+of=the hunter";

	private static final String TOKEN = "token-of-the.hunter";

	private static final String SIGNATURE = "c2lnbmF0dXJlIG9mIHRoZSBodW50ZXI/+w==";

	private static final String USERNAME = "hunter-of-secrets";

	private static final String PARAMETER = "parameter of the hunter";

	// more than wait for a listener
	private static final int FLOOD = 1500;

	private final LocalEndpoint endpoint = new LocalEndpoint();

	private final MeterRegistry registry = new SimpleMeterRegistry();

	private final ApplicationContextRunner runner = ListenerContexts.connectedTo(this.endpoint)
		.withConfiguration(AutoConfigurations.of(IotMetricsAutoConfiguration.class, HealthStatusAutoConfiguration.class,
				IotConnectionHealthContributorAutoConfiguration.class))
		.withPropertyValues("aws.iot.custom-auth.client-id=gateway-7")
		.withBean(MeterRegistry.class, () -> this.registry);

	@AfterEach
	void stop() {
		this.endpoint.close();
	}

	private static ConditionFactory await() {
		return Awaitility.await().atMost(TestConnection.LIMIT.multipliedBy(2));
	}

	private long times(String name, String... tags) {
		Timer timer = this.registry.find(name).tags(tags).timer();
		return (timer != null) ? timer.count() : 0;
	}

	private double count(String name, String... tags) {
		Counter counter = this.registry.find(name).tags(tags).counter();
		return (counter != null) ? counter.count() : 0;
	}

	private double value(String name, String... tags) {
		return this.registry.get(name).tags(tags).gauge().value();
	}

	@Test
	void messageThereAndBack() {
		this.runner.withBean(Kitchen.class).run((context) -> {
			assertThat(times("iot.connection.attempts", "outcome", "success")).isOne();
			assertThat(value("iot.connections", "state", "connected")).isOne();
			TestConnection.get(context.getBean(IotConnection.class).publish(IotMessage.of("devices/7", "on")));
			assertThat(count("iot.publishes", "outcome", "success")).isOne();
			assertThat(times("iot.publish.acknowledgment")).isOne();
			await().until(() -> times("iot.listener.handling", "listener", "kitchen", "outcome", "success") == 1);
			assertThat(count("iot.listener.received", "listener", "kitchen")).isOne();
			await().until(() -> value("iot.listener.inwork") == 0);
			assertThat(value("iot.publish.pending")).isZero();
			assertThat(value("iot.publish.pending.size")).isZero();
		});
		assertThat(this.registry.getMeters()).allSatisfy((meter) -> assertThat(meter.getId().getTags())
			.noneMatch((tag) -> tag.getValue().contains("devices/7") || tag.getValue().contains("gateway-7")));
	}

	@Test
	void listenerThatFails() {
		this.runner.withBean(Kitchen.class).run((context) -> {
			TestConnection.get(context.getBean(IotConnection.class).publish(IotMessage.of("devices/7", "off")));
			await().until(() -> times("iot.listener.handling", "listener", "kitchen", "outcome", "failure") > 0);
		});
	}

	@Test
	void refusalByTheAuthorizer() {
		this.endpoint.accepting((attempt) -> false);
		this.runner.withPropertyValues("aws.iot.custom-auth.fail-fast=false").run((context) -> {
			await()
				.until(() -> times("iot.connection.attempts", "outcome", "rejected", "reason", "NOT_AUTHORIZED") > 0);
			assertThat(times("iot.connection.attempts", "outcome", "success")).isZero();
			assertThat(context.getBean(HealthIndicator.class).health().getStatus()).isEqualTo(new Status("REFUSED"));
		});
	}

	@Test
	void refusalByThePolicy() {
		this.endpoint.withPolicy((action, resource) -> !resource.contains("devices/7"));
		this.runner.withBean(Kitchen.class).run((context) -> {
			await().until(() -> value("iot.subscriptions.refused") == 1);
			assertThat(context.getBean(HealthIndicator.class).health().getStatus()).isEqualTo(new Status("DEGRADED"));
		});
	}

	@Test
	void rotation() {
		this.runner.withBean(CustomAuthCredentialsProvider.class, () -> MetersIntegrationTests::shortLived)
			.run((context) -> {
				assertThat(value("iot.connection.credentials.expiry")).isBetween(3000.0, 3600.0);
				TestConnection.get(context.getBean(IotConnection.class).refreshCredentials());
				assertThat(count("iot.connection.rotations")).isOne();
				assertThat(times("iot.connection.attempts", "outcome", "success")).isEqualTo(2);
				assertThat(times("iot.connection.recovery")).isZero();
			});
	}

	private static CompletableFuture<CustomAuthCredentials> shortLived() {
		return CompletableFuture.completedFuture(CustomAuthCredentials.builder()
			.username("alice")
			.password("secret")
			.expiresAt(Instant.now().plus(Duration.ofHours(1)))
			.build());
	}

	@Test
	void lossAndRecovery() {
		this.runner.withBean(Kitchen.class).run((context) -> {
			await().until(() -> this.endpoint.core().getConnectedClients().contains("gateway-7"));
			this.endpoint.core().cutConnections();
			await().until(() -> times("iot.connection.recovery", "connection", "default") == 1);
			assertThat(times("iot.connection.attempts", "outcome", "success")).isEqualTo(2);
		});
	}

	@Test
	void messagesThatTheListenerIsTooSlowFor() {
		CountDownLatch released = new CountDownLatch(1);
		this.runner.run((context) -> {
			IotConnection connection = context.getBean(IotConnection.class);
			TestConnection
				.get(connection.subscribe(IotSubscription.of(TopicFilter.of("flood"), (message) -> released.await())
					.withName("slow")
					.withQos(Qos.AT_MOST_ONCE)));
			Stream.generate(() -> IotMessage.to("flood").payload("x").qos(Qos.AT_MOST_ONCE).build())
				.limit(FLOOD)
				.map(connection::publish)
				.toList()
				.forEach(TestConnection::get);
			await().until(() -> count("iot.listener.received", "listener", "slow") == FLOOD);
			assertThat(count("iot.listener.dropped", "listener", "slow", "reason", "QUEUE_FULL")).isPositive();
			assertThat(value("iot.listener.inwork")).isPositive();
			released.countDown();
		});
	}

	@Test
	void connectionsMadeAtRunTimeAreOne() {
		this.runner.run((context) -> {
			IotConnectionFactory factory = context.getBean(IotConnectionFactory.class);
			for (String device : List.of("device-1", "device-2")) {
				factory.create(IotConnectionSpec.of(device, CustomAuthCredentialsProvider.of(LocalEndpoint.ALICE))
					.withSubscriptions(IotSubscription.of(TopicFilter.of("to/" + device), (message) -> {
					}).withName("commands of " + device)));
			}
			await().until(() -> value("iot.connections", "connection", "_runtime", "state", "connected") == 2);
			TestConnection.get(context.getBean(IotConnection.class).publish(IotMessage.of("to/device-1", "go")));
			await().until(() -> count("iot.listener.received", "connection", "_runtime", "listener", "_runtime") == 1);
			assertThat(values()).noneMatch((value) -> value.contains("device-"));
		});
	}

	private Set<String> values() {
		return this.registry.getMeters()
			.stream()
			.flatMap((meter) -> meter.getId().getTags().stream())
			.map((tag) -> tag.getValue())
			.collect(Collectors.toSet());
	}

	@Test
	void noMeterAndNoHealthDetailHasASecret() {
		this.endpoint.accepting((attempt) -> this.endpoint.attempts().size() > 1);
		this.endpoint.withPolicy((action, resource) -> !resource.contains("devices/7"));
		this.runner.withBean(Kitchen.class)
			.withPropertyValues("aws.iot.custom-auth.fail-fast=false", "aws.iot.custom-auth.username=" + USERNAME,
					"aws.iot.custom-auth.password=" + PASSWORD, "aws.iot.custom-auth.authorizer-name=Hunters",
					"aws.iot.custom-auth.token-key-name=token", "aws.iot.custom-auth.token-value=" + TOKEN,
					"aws.iot.custom-auth.token-signature=" + SIGNATURE,
					"aws.iot.custom-auth.parameters.extra=" + PARAMETER)
			.run((context) -> {
				await().until(() -> times("iot.connection.attempts", "outcome", "rejected") > 0);
				String refused = shown(context.getBean(HealthIndicator.class));
				await().until(() -> value("iot.subscriptions.refused") == 1);
				String shown = refused + shown(context.getBean(HealthIndicator.class));
				assertThat(shown).contains("REFUSED", "DEGRADED", "iot.connection.attempts", "NOT_AUTHORIZED",
						"kitchen");
				for (String secret : List.of(USERNAME, PASSWORD, TOKEN, SIGNATURE, PARAMETER)) {
					assertThat(SecretForms.of(secret))
						.allSatisfy((form, text) -> assertThat(shown).doesNotContain(text));
				}
			});
	}

	private String shown(HealthIndicator indicator) {
		return this.registry.getMeters()
			.stream()
			.map((meter) -> meter.getId() + " " + meter.getId().getDescription() + " " + meter.measure() + "\n")
			.collect(Collectors.joining()) + indicator.health();
	}

	static class Kitchen {

		@IotListener(id = "kitchen", topics = "devices/7")
		void onMessage(String text) {
			if (text.equals("off")) {
				throw new IllegalStateException("on purpose");
			}
		}

	}

}
