package io.github.iotcustomauth.autoconfigure;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

import io.github.iotcustomauth.ConnectedEvent;
import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.autoconfigure.health.IotConnectionHealthContributorAutoConfiguration;
import io.github.iotcustomauth.client.IotClient;
import io.github.iotcustomauth.credentials.CustomAuthCredentials;
import io.github.iotcustomauth.credentials.CustomAuthCredentialsProvider;
import io.github.iotcustomauth.internal.engine.ConnectionExecutors;
import io.github.iotcustomauth.listener.IotListener;
import io.github.iotcustomauth.local.LocalIotCoreEvent;
import io.github.iotcustomauth.local.authorizer.ConnectAttempt;
import io.github.iotcustomauth.support.ListenerContexts;
import io.github.iotcustomauth.support.LocalEndpoint;
import io.github.iotcustomauth.support.TestConnection;
import io.github.iotcustomauth.transport.crt.CrtClientCustomizer;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.messaging.handler.annotation.SendTo;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Connections with names, on the real native client.
 */
class NamedConnectionsIntegrationTests {

	private final LocalEndpoint endpoint = new LocalEndpoint();

	private final ApplicationContextRunner runner = ListenerContexts.connectedTo(this.endpoint)
		.withConfiguration(AutoConfigurations.of(IotConnectionHealthContributorAutoConfiguration.class))
		.withPropertyValues("spring.application.name=gateway", "aws.iot.custom-auth.username=",
				"aws.iot.custom-auth.password=", "aws.iot.custom-auth.client-id=",
				"aws.iot.custom-auth.connections.telemetry.username=meter",
				"aws.iot.custom-auth.connections.telemetry.password=one",
				"aws.iot.custom-auth.connections.telemetry.authorizer-name=First",
				"aws.iot.custom-auth.connections.telemetry.client-id=telemetry-1",
				"aws.iot.custom-auth.connections.commands.username=operator",
				"aws.iot.custom-auth.connections.commands.password=two",
				"aws.iot.custom-auth.connections.commands.authorizer-name=Second",
				"aws.iot.custom-auth.connections.commands.transport=tls");

	@AfterEach
	void stop() {
		this.endpoint.close();
	}

	private static ConditionFactory await() {
		return Awaitility.await().atMost(TestConnection.LIMIT.multipliedBy(3));
	}

	private static void awaitConnected(IotConnection... connections) {
		for (IotConnection connection : connections) {
			await().until(() -> connection.getStatus().isConnected());
		}
	}

	@Test
	void eachConnectionHasItsOwnCredentialsAndTransport() {
		this.runner.withUserConfiguration(Beans.class).run((context) -> {
			assertThat(context).hasNotFailed();
			Beans beans = context.getBean(Beans.class);
			assertThat(beans.primary).isSameAs(beans.telemetry);
			assertThat(beans.telemetry.getName()).isEqualTo("telemetry");
			assertThat(beans.telemetry.getClientId()).isEqualTo("telemetry-1");
			assertThat(beans.commands.getClientId()).startsWith("gateway-commands-");
			awaitConnected(beans.telemetry, beans.commands);
			assertThat(this.endpoint.attempts()).extracting(ConnectAttempt::username)
				.containsExactlyInAnyOrder("meter?x-amz-customauthorizer-name=First",
						"operator?x-amz-customauthorizer-name=Second");
			await().until(() -> Set.of("telemetry", "commands")
				.equals(beans.events.stream().map(ConnectedEvent::connection).collect(Collectors.toSet())));
			TestConnection.get(beans.commandsClient.to("commands/x").body("go").send());
			TestConnection.get(beans.commands.publish(IotMessage.of("a", "b")));
		});
		await().until(() -> this.endpoint.events(LocalIotCoreEvent.Type.DISCONNECTED).size() == 2);
	}

	@Test
	void refusedConnectionDoesNotDisturbTheOther() {
		this.endpoint.accepting((attempt) -> String.valueOf(attempt.username()).endsWith("=First"));
		this.runner.withPropertyValues("aws.iot.custom-auth.fail-fast=false")
			.withUserConfiguration(Beans.class)
			.run((context) -> {
				Beans beans = context.getBean(Beans.class);
				awaitConnected(beans.telemetry);
				await().until(() -> beans.commands.getStatus().lastFailure() != null);
				CompositeHealthContributor health = context.getBean("iotCustomAuthHealthContributor",
						CompositeHealthContributor.class);
				assertThat(status(health, "telemetry")).isEqualTo(Status.UP);
				assertThat(status(health, "commands")).isEqualTo(new Status("REFUSED"));
				TestConnection.get(beans.telemetryClient.to("a").body("b").send());
			});
	}

	private static Status status(CompositeHealthContributor health, String name) {
		return ((HealthIndicator) health.getContributor(name)).health(false).getStatus();
	}

	@Test
	void answerTakesTheConnectionThatTheMessageCameBy() {
		this.runner.withUserConfiguration(Beans.class).withBean(Listeners.class).run((context) -> {
			Beans beans = context.getBean(Beans.class);
			awaitConnected(beans.telemetry, beans.commands);
			TestConnection.get(beans.commands.publish(IotMessage.of("ask/commands", "1")));
			TestConnection.get(beans.commands.publish(IotMessage.of("ask/primary", "2")));
			Listeners listeners = context.getBean(Listeners.class);
			await().until(() -> listeners.received.size() == 2);
			await()
				.until(() -> publishers("answers/commands").size() == 1 && publishers("answers/primary").size() == 1);
			assertThat(publishers("answers/commands")).containsExactly(beans.commands.getClientId());
			assertThat(publishers("answers/primary")).containsExactly("telemetry-1");
		});
	}

	private List<String> publishers(String topic) {
		return this.endpoint.core()
			.getMessages()
			.stream()
			.filter((message) -> message.topic().equals(topic))
			.map((message) -> message.clientId())
			.toList();
	}

	@Test
	void listenerOfAnUnknownConnectionFailsTheStart() {
		this.runner.withBean(Misspelled.class)
			.run((context) -> assertThat(context).getFailure()
				.hasMessageContaining("There is no connection 'comands'")
				.hasMessageContaining("telemetryIotConnection"));
	}

	@Test
	void sameClientIdFailsTheStart() {
		this.runner.withPropertyValues("aws.iot.custom-auth.connections.commands.client-id=telemetry-1")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("aws.iot.custom-auth.connections.commands.client-id")
				.hasMessageContaining("The connections 'telemetry' and 'commands' have the same client id"));
	}

	@Test
	void inheritedClientIdFailsTheStart() {
		this.runner
			.withPropertyValues("aws.iot.custom-auth.client-id=same", "aws.iot.custom-auth.connections.more.username=a")
			.run((context) -> assertThat(context).getFailure().hasMessageContaining("have the same client id"));
	}

	@Test
	void invalidValueNamesTheKeyOfItsConnection() {
		this.runner.withPropertyValues("aws.iot.custom-auth.connections.commands.keep-alive=5s")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("Invalid property 'aws.iot.custom-auth.connections.commands.keep-alive'"));
	}

	@Test
	void customizerIsForTheConnectionOfItsQualifierOrForAll() {
		this.runner.withUserConfiguration(Beans.class, Customizers.class).run((context) -> {
			Customizers customizers = context.getBean(Customizers.class);
			assertThat(customizers.telemetry).containsExactly("telemetry-1");
			assertThat(customizers.all).hasSize(2);
		});
	}

	@Test
	void credentialsProviderIsForTheConnectionOfItsQualifier() {
		this.runner.withUserConfiguration(Beans.class, Provider.class).run((context) -> {
			Beans beans = context.getBean(Beans.class);
			awaitConnected(beans.telemetry, beans.commands);
			assertThat(this.endpoint.attempts()).extracting(ConnectAttempt::username)
				.containsExactlyInAnyOrder("meter?x-amz-customauthorizer-name=First", "from a bean");
		});
	}

	@Test
	void requestsOfEachConnectionAreAnswered() {
		this.runner.withUserConfiguration(Beans.class).withBean(Answering.class).run((context) -> {
			Beans beans = context.getBean(Beans.class);
			awaitConnected(beans.telemetry, beans.commands);
			assertThat(TestConnection.get(beans.telemetryClient.to("question").body("1").request(String.class)))
				.isEqualTo("answer to 1");
			assertThat(TestConnection.get(beans.commandsClient.to("question").body("2").request(String.class)))
				.isEqualTo("answer to 2");
		});
	}

	@Test
	void failFastIsForTheConnectionThatSaysSo() {
		this.endpoint.accepting((attempt) -> String.valueOf(attempt.username()).endsWith("=First"));
		ApplicationContextRunner lenient = this.runner.withPropertyValues("aws.iot.custom-auth.fail-fast=false");
		lenient.withPropertyValues("aws.iot.custom-auth.connections.telemetry.fail-fast=true")
			.run((context) -> assertThat(context).hasNotFailed());
		lenient.withPropertyValues("aws.iot.custom-auth.connections.commands.fail-fast=true")
			.run((context) -> assertThat(context).getFailure().rootCause().hasMessageContaining("NOT_AUTHORIZED"));
	}

	@Test
	void connectionThatIsPrimaryIsMeantWithoutAName() {
		this.runner.withUserConfiguration(Beans.class)
			.withPropertyValues("aws.iot.custom-auth.connections.commands.primary=true")
			.run((context) -> assertThat(context.getBean(IotConnection.class).getName()).isEqualTo("commands"));
	}

	@Test
	void connectionsShareTheirThreads() {
		this.runner.run((context) -> assertThat(context).hasSingleBean(ConnectionExecutors.class));
	}

	@Configuration(proxyBeanMethods = false)
	static class Beans {

		private final List<ConnectedEvent> events = new CopyOnWriteArrayList<>();

		private final IotConnection primary;

		private final IotConnection telemetry;

		private final IotConnection commands;

		private final IotClient telemetryClient;

		private final IotClient commandsClient;

		Beans(IotConnection primary, @Qualifier("telemetry") IotConnection telemetry,
				@Qualifier("commands") IotConnection commands, IotClient telemetryClient,
				@Qualifier("commands") IotClient commandsClient) {
			this.primary = primary;
			this.telemetry = telemetry;
			this.commands = commands;
			this.telemetryClient = telemetryClient;
			this.commandsClient = commandsClient;
		}

		@EventListener
		void on(ConnectedEvent event) {
			this.events.add(event);
		}

	}

	static class Listeners {

		private final List<String> received = new CopyOnWriteArrayList<>();

		@IotListener(topics = "ask/commands", connection = "commands")
		@SendTo("answers/commands")
		String commands(String text) {
			this.received.add(text);
			return text;
		}

		@IotListener("ask/primary")
		@SendTo("answers/primary")
		String primary(String text) {
			this.received.add(text);
			return text;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Provider {

		@Bean
		@Qualifier("commands")
		CustomAuthCredentialsProvider provider() {
			return CustomAuthCredentialsProvider
				.of(CustomAuthCredentials.builder().username("from a bean").password("p").build());
		}

	}

	static class Answering {

		@IotListener("question")
		String answer(String question) {
			return "answer to " + question;
		}

	}

	static class Misspelled {

		@IotListener(topics = "a", connection = "comands")
		void receive(String text) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Customizers {

		private final List<String> telemetry = new CopyOnWriteArrayList<>();

		private final List<String> all = new CopyOnWriteArrayList<>();

		@Bean
		@Qualifier("telemetry")
		IotConnectionCustomizer ofTelemetry() {
			return (settings) -> this.telemetry.add(settings.build().clientId());
		}

		@Bean
		IotConnectionCustomizer ofAll() {
			return (settings) -> this.all.add(settings.build().clientId());
		}

		@Bean
		CrtClientCustomizer ofClients() {
			return (options, connect) -> {
			};
		}

	}

}
