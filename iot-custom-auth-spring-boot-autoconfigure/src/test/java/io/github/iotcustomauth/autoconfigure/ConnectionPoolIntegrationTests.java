package io.github.iotcustomauth.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.github.iotcustomauth.ActiveSubscription;
import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.IotConnectionException;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.IotSubscription;
import io.github.iotcustomauth.Qos;
import io.github.iotcustomauth.TopicFilter;
import io.github.iotcustomauth.autoconfigure.health.IotConnectionHealthContributorAutoConfiguration;
import io.github.iotcustomauth.client.IotClient;
import io.github.iotcustomauth.internal.connection.DefaultIotConnection;
import io.github.iotcustomauth.internal.connection.OwnedConnections;
import io.github.iotcustomauth.listener.IotListener;
import io.github.iotcustomauth.local.LocalIotCoreMessage;
import io.github.iotcustomauth.support.ListenerContexts;
import io.github.iotcustomauth.support.LocalEndpoint;
import io.github.iotcustomauth.support.TestConnection;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A connection that consists of several clients, on the real native client.
 */
class ConnectionPoolIntegrationTests {

	private final LocalEndpoint endpoint = new LocalEndpoint();

	private final ApplicationContextRunner runner = ListenerContexts.connectedTo(this.endpoint)
		.withPropertyValues("aws.iot.custom-auth.client-id=pool", "aws.iot.custom-auth.pool-size=4");

	@AfterEach
	void stop() {
		this.endpoint.close();
	}

	private static ConditionFactory await() {
		return Awaitility.await().atMost(TestConnection.LIMIT.multipliedBy(3));
	}

	private static IotConnection connection(ApplicationContext context) {
		return context.getBean(IotConnection.class);
	}

	private static void publish(IotConnection connection, int topics, int each) {
		List<CompletableFuture<Void>> published = new ArrayList<>();
		for (int i = 0; i < each; i++) {
			for (int topic = 0; topic < topics; topic++) {
				published.add(connection.publish(IotMessage.of("t/" + topic, String.valueOf(i))));
			}
		}
		published.forEach(TestConnection::get);
	}

	private Map<String, Set<String>> publishersByTopic() {
		return this.endpoint.core()
			.getMessages()
			.stream()
			.collect(Collectors.groupingBy(LocalIotCoreMessage::topic,
					Collectors.mapping(LocalIotCoreMessage::clientId, Collectors.toSet())));
	}

	@Test
	void membersShareTheTopicsAndKeepTheirOrder() {
		this.runner.withBean(Listener.class).run((context) -> {
			Listener listener = context.getBean(Listener.class);
			publish(connection(context), 40, 50);
			await().until(() -> listener.count() == 2000);
			List<String> expected = IntStream.range(0, 50).mapToObj(String::valueOf).toList();
			assertThat(listener.byTopic).hasSize(40)
				.allSatisfy((topic, texts) -> assertThat(texts).isEqualTo(expected));
			Map<String, Set<String>> publishers = publishersByTopic();
			assertThat(publishers.values()).allSatisfy((clients) -> assertThat(clients).hasSize(1));
			assertThat(publishers.values().stream().flatMap(Set::stream).collect(Collectors.toSet()))
				.containsExactlyInAnyOrder("pool-1", "pool-2", "pool-3", "pool-4");
		});
	}

	@Test
	void requestsAreAnsweredOnTheTopicOfTheFirstMember() {
		this.runner.withBean(Answering.class).run((context) -> {
			assertThat(connection(context).getClientId()).isEqualTo("pool-1");
			String answer = TestConnection
				.get(context.getBean(IotClient.class).to("ask").body("a").request(String.class));
			assertThat(answer).isEqualTo("answer to a");
		});
	}

	@Test
	void sharedSubscriptionLivesOnAllMembers() {
		this.runner.run((context) -> {
			List<String> received = new CopyOnWriteArrayList<>();
			ActiveSubscription subscription = connection(context).subscribe(IotSubscription
				.of(TopicFilter.of("$share/g/t/+"), (message) -> received.add(message.topic() + message.text()))
				.withQos(Qos.AT_LEAST_ONCE));
			TestConnection.get(subscription.getGranted());
			publish(connection(context), 10, 10);
			await().until(() -> received.size() == 100);
			assertThat(received).doesNotHaveDuplicates();
			TestConnection.get(connection(context).unsubscribe(subscription));
			assertThat(subscription.isEnded()).isTrue();
		});
	}

	@Test
	void lossOfOneMemberIsNoLossOfTheConnection() {
		this.runner.withBean(Listener.class).run((context) -> {
			await().until(() -> this.endpoint.core().getConnectedClients().size() == 4);
			this.endpoint.accepting((attempt) -> !attempt.clientId().equals("pool-3"));
			this.endpoint.core().disconnectClient("pool-3", 0x98);
			await().until(() -> this.endpoint.core().getConnectedClients().size() == 3);
			assertThat(connection(context).getStatus().isConnected()).isTrue();
			this.endpoint.accepting((attempt) -> true);
			publish(connection(context), 40, 5);
			Listener listener = context.getBean(Listener.class);
			await().until(() -> listener.count() >= 200);
		});
		await().until(() -> this.endpoint.core().getConnectedClients().isEmpty());
	}

	@Test
	void healthIsUpWhileOneMemberIsConnectedAndListsEach() {
		this.endpoint.accepting((attempt) -> attempt.clientId().equals("pool-2"));
		this.runner.withConfiguration(AutoConfigurations.of(IotConnectionHealthContributorAutoConfiguration.class))
			.withPropertyValues("aws.iot.custom-auth.fail-fast=false")
			.run((context) -> {
				HealthIndicator indicator = context.getBean(HealthIndicator.class);
				await().until(() -> members(indicator).get("pool-2").equals(Map.of("state", "CONNECTED")));
				await().until(() -> members(indicator).get("pool-4").containsKey("lastFailure"));
				assertThat(indicator.health().getStatus()).isEqualTo(Status.UP);
				assertThat(members(indicator)).containsOnlyKeys("pool-1", "pool-2", "pool-3", "pool-4");
				assertThat(members(indicator).get("pool-4").get("lastFailure")).hasToString("NOT_AUTHORIZED");
				this.endpoint.core().disconnectClient("pool-2", 0x98);
				this.endpoint.accepting((attempt) -> false);
				await().until(() -> indicator.health().getStatus().equals(Status.DOWN));
			});
	}

	@SuppressWarnings("unchecked")
	private static Map<String, Map<String, Object>> members(HealthIndicator indicator) {
		return (Map<String, Map<String, Object>>) indicator.health().getDetails().get("members");
	}

	@Test
	void handlerThatRunsAtTheStopPublishesByOtherMembers() {
		CountDownLatch started = new CountDownLatch(1);
		CountDownLatch goOn = new CountDownLatch(1);
		List<CompletableFuture<Void>> published = new CopyOnWriteArrayList<>();
		this.runner.run((context) -> {
			IotConnection pool = connection(context);
			List<DefaultIotConnection> members = context.getBean(OwnedConnections.class).all();
			TestConnection.get(pool.subscribe(IotSubscription.of(TopicFilter.of("work"), (message) -> {
				started.countDown();
				goOn.await();
				for (int i = 0; i < 20; i++) {
					published.add(pool.publish(IotMessage.of("done/" + i, "")));
				}
			})).getGranted());
			pool.publish(IotMessage.of("work", ""));
			started.await();
			Thread stop = new Thread(context::close);
			stop.start();
			await().until(() -> members.stream().noneMatch(DefaultIotConnection::isRunning));
			goOn.countDown();
			stop.join();
		});
		assertThat(published).hasSize(20).allSatisfy((future) -> assertThat(future).isCompleted());
	}

	@Test
	void failFastWaitsForAllMembers() {
		this.endpoint.accepting((attempt) -> !attempt.clientId().equals("pool-3"));
		this.runner.run((context) -> assertThat(context).getFailure()
			.rootCause()
			.isInstanceOf(IotConnectionException.class)
			.hasMessageContaining("NOT_AUTHORIZED"));
	}

	@Test
	void clientIdWithoutRoomForTheNumberFailsTheStart() {
		this.runner.withPropertyValues("aws.iot.custom-auth.client-id=" + "x".repeat(127))
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("Invalid property 'aws.iot.custom-auth.client-id'")
				.hasMessageContaining("the members of a pool append a number to it"));
	}

	@Test
	void connectionWithANameMayBeAPool() {
		this.runner
			.withPropertyValues("aws.iot.custom-auth.pool-size=1", "aws.iot.custom-auth.connections.a.client-id=a",
					"aws.iot.custom-auth.connections.a.pool-size=2", "aws.iot.custom-auth.connections.b.client-id=b")
			.run((context) -> {
				await().until(() -> this.endpoint.core().getConnectedClients().size() == 3);
				assertThat(this.endpoint.core().getConnectedClients()).containsExactlyInAnyOrder("a-1", "a-2", "b");
			});
	}

	@Test
	void sizeThatCannotBeFailsTheStart() {
		this.runner.withPropertyValues("aws.iot.custom-auth.pool-size=0")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("Invalid property 'aws.iot.custom-auth.pool-size'"));
	}

	static class Listener {

		private final Map<String, List<String>> byTopic = new ConcurrentHashMap<>();

		@IotListener("t/{number}")
		void receive(IotMessage message) {
			this.byTopic.computeIfAbsent(message.topic(), (topic) -> new CopyOnWriteArrayList<>()).add(message.text());
		}

		private int count() {
			return this.byTopic.values().stream().mapToInt(List::size).sum();
		}

	}

	static class Answering {

		@IotListener("ask")
		String answer(String question) {
			return "answer to " + question;
		}

	}

}
