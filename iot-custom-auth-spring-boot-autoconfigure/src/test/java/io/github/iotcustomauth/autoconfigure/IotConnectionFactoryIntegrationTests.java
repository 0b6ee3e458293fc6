package io.github.iotcustomauth.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.IotSubscription;
import io.github.iotcustomauth.TopicFilter;
import io.github.iotcustomauth.autoconfigure.health.IotConnectionHealthContributorAutoConfiguration;
import io.github.iotcustomauth.credentials.CustomAuthCredentials;
import io.github.iotcustomauth.credentials.CustomAuthCredentialsProvider;
import io.github.iotcustomauth.local.authorizer.ConnectAttempt;
import io.github.iotcustomauth.support.ListenerContexts;
import io.github.iotcustomauth.support.LocalEndpoint;
import io.github.iotcustomauth.support.TestConnection;
import io.github.iotcustomauth.transport.IotConnectionFactory;
import io.github.iotcustomauth.transport.IotConnectionFactory.ClosableIotConnection;
import io.github.iotcustomauth.transport.IotConnectionSpec;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Connections that are made while the application runs, on the real native client.
 */
class IotConnectionFactoryIntegrationTests {

	private static final int DEVICES = 20;

	private final LocalEndpoint endpoint = new LocalEndpoint();

	private final ApplicationContextRunner runner = ListenerContexts.connectedTo(this.endpoint)
		.withConfiguration(AutoConfigurations.of(IotConnectionHealthContributorAutoConfiguration.class))
		.withPropertyValues("aws.iot.custom-auth.client-id=gateway");

	@AfterEach
	void stop() {
		this.endpoint.close();
	}

	private static ConditionFactory await() {
		return Awaitility.await().atMost(TestConnection.LIMIT.multipliedBy(3));
	}

	private static IotConnectionSpec device(String clientId) {
		return IotConnectionSpec.of(clientId, CustomAuthCredentialsProvider
			.of(CustomAuthCredentials.builder().username("user of " + clientId).password("p").build()));
	}

	private static long threads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().startsWith("iot-"))
			.count();
	}

	@Test
	void deviceSpeaksForItselfAndIsClosedByItsUser() {
		this.runner.run((context) -> {
			IotConnectionFactory factory = context.getBean(IotConnectionFactory.class);
			List<String> received = new CopyOnWriteArrayList<>();
			IotSubscription commands = IotSubscription.of(TopicFilter.of("devices/d1/commands"),
					(message) -> received.add(message.text()));
			try (ClosableIotConnection device = factory.create(device("d1").withSubscriptions(commands))) {
				await().until(() -> device.getStatus().isConnected());
				assertThat(factory.getConnections()).containsOnlyKeys("d1");
				assertThat(context.getBean(HealthIndicator.class).health().getDetails()).containsEntry("madeAtRunTime",
						Map.of("connections", 1, "connected", 1L));
				assertThat(this.endpoint.attempts()).extracting(ConnectAttempt::username).contains("user of d1");
				IotConnection gateway = context.getBean(IotConnection.class);
				await().until(() -> {
					TestConnection.get(gateway.publish(IotMessage.of("devices/d1/commands", "go")));
					return !received.isEmpty();
				});
			}
			assertThat(factory.getConnections()).isEmpty();
			await().until(() -> this.endpoint.core().getConnectedClients().equals(Set.of("gateway")));
		});
	}

	@Test
	void clientIdIsTakenOnce() {
		this.runner.run((context) -> {
			IotConnectionFactory factory = context.getBean(IotConnectionFactory.class);
			assertThatIllegalArgumentException().isThrownBy(() -> factory.create(device("gateway")))
				.withMessageContaining("Another connection of the application has the client id 'gateway'");
			factory.create(device("d1"));
			assertThatIllegalArgumentException().isThrownBy(() -> factory.create(device("d1")));
			assertThatIllegalArgumentException().isThrownBy(() -> factory.create(device("d2").withDefaultsOf("other")))
				.withMessageContaining("There is no connection 'other', but [default]");
		});
	}

	@Test
	void devicesEndWithTheApplicationAndShareItsThreads() {
		List<IotConnectionFactory> factories = new ArrayList<>();
		this.runner.run((context) -> {
			IotConnectionFactory factory = context.getBean(IotConnectionFactory.class);
			factories.add(factory);
			try (ClosableIotConnection first = factory.create(device("first"))) {
				await().until(() -> first.getStatus().isConnected());
				long threads = threads();
				for (int i = 0; i < DEVICES; i++) {
					factory.create(device("d" + i));
				}
				await().until(() -> this.endpoint.core().getConnectedClients().size() == DEVICES + 2);
				// those that asked for credentials end after a while
				await().until(() -> threads() <= threads);
			}
		});
		await().until(() -> this.endpoint.core().getConnectedClients().isEmpty());
		assertThat(factories.get(0).getConnections()).isEmpty();
		assertThatIllegalStateException().isThrownBy(() -> factories.get(0).create(device("late")))
			.withMessage("The application is not running");
	}

}
