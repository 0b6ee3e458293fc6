package io.github.iotcustomauth.autoconfigure.actuate;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

import javax.management.MBeanFeatureInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;

import io.github.iotcustomauth.ConnectionState;
import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.credentials.CustomAuthCredentialsProvider;
import io.github.iotcustomauth.listener.IotListener;
import io.github.iotcustomauth.support.ListenerContexts;
import io.github.iotcustomauth.support.LocalEndpoint;
import io.github.iotcustomauth.support.SecretForms;
import io.github.iotcustomauth.support.TestConnection;
import io.github.iotcustomauth.transport.IotConnectionFactory;
import io.github.iotcustomauth.transport.IotConnectionSpec;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.jmx.JmxEndpointAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.jmx.JmxAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * The actuator endpoint over JMX, with connections on the real native client.
 */
class IotConnectionsEndpointIntegrationTests {

	private static final String PASSWORD = "pass/word+of=the endpoint";

	private static final String TOKEN = "token-of-the.endpoint";

	private static final String SIGNATURE = "c2lnbmF0dXJlIG9mIHRoZSBodW50ZXI/+w==";

	private static final String PROXY_PASSWORD = "proxy/word+of=the endpoint";

	private final LocalEndpoint endpoint = new LocalEndpoint();

	private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();

	private final ApplicationContextRunner runner = ListenerContexts.connectedTo(this.endpoint)
		.withConfiguration(
				AutoConfigurations.of(IotConnectionsEndpointAutoConfiguration.class, EndpointAutoConfiguration.class,
						JmxAutoConfiguration.class, JmxEndpointAutoConfiguration.class, JacksonAutoConfiguration.class))
		.withPropertyValues("spring.jmx.enabled=true", "management.endpoints.jmx.exposure.include=iotconnections",
				"aws.iot.custom-auth.client-id=operated", "aws.iot.custom-auth.password=" + PASSWORD,
				"aws.iot.custom-auth.authorizer-name=Operators", "aws.iot.custom-auth.token-key-name=tok",
				"aws.iot.custom-auth.token-value=" + TOKEN, "aws.iot.custom-auth.token-signature=" + SIGNATURE)
		.withUserConfiguration(Listeners.class);

	private final ApplicationContextRunner unrestricted = this.runner
		.withPropertyValues("management.endpoint.iotconnections.access=UNRESTRICTED");

	@AfterEach
	void stop() {
		this.endpoint.close();
	}

	private static ConditionFactory await() {
		return Awaitility.await().atMost(TestConnection.LIMIT);
	}

	private ObjectName name() throws Exception {
		return this.server
			.queryNames(new ObjectName("org.springframework.boot:type=Endpoint,name=Iotconnections,*"), null)
			.iterator()
			.next();
	}

	@SuppressWarnings("unchecked")
	private Map<String, Object> connection(String name) throws Exception {
		return (Map<String, Object>) this.server.invoke(name(), "connection", new Object[] { name },
				new String[] { String.class.getName() });
	}

	@SuppressWarnings("unchecked")
	private Map<String, Object> operate(Object... arguments) throws Exception {
		Object[] all = new Object[5];
		System.arraycopy(arguments, 0, all, 0, arguments.length);
		String[] signature = new String[] { String.class.getName(), String.class.getName(), String.class.getName(),
				Boolean.class.getName(), String.class.getName() };
		return (Map<String, Object>) this.server.invoke(name(), "operate", all, signature);
	}

	private static Listeners connected(AssertableApplicationContext context) {
		assertThat(context).hasNotFailed();
		await().until(() -> context.getBean(IotConnection.class).getStatus().isConnected());
		return context.getBean(Listeners.class);
	}

	private Map<String, Object> listener(String id) throws Exception {
		return entry("listeners", "id", id);
	}

	@SuppressWarnings("unchecked")
	private Map<String, Object> entry(String list, String key, String value) throws Exception {
		return ((List<Map<String, Object>>) connection("default").get(list)).stream()
			.filter((entry) -> value.equals(entry.get(key)))
			.findFirst()
			.orElseThrow();
	}

	private static void publish(AssertableApplicationContext context, String topic, String text) {
		TestConnection.get(context.getBean(IotConnection.class).publish(IotMessage.of(topic, text)));
	}

	private void awaitState(String listener, String state) {
		await().until(() -> state.equals(listener(listener).get("state")));
	}

	@Test
	void showsWhatTheServerGrantedAndWhatIsSubscribed() {
		this.runner.run((context) -> {
			connected(context);
			awaitState("worker", "RECEIVING");
			Map<String, Object> shown = connection("default");
			assertThat(shown).containsEntry("clientId", "operated")
				.containsEntry("endpoint", "localhost:" + this.endpoint.port())
				.containsEntry("state", ConnectionState.CONNECTED.name());
			assertThat(shown.get("granted")).asString()
				.contains("receiveMaximum=100", "maximumPacketSize=149504", "topicAliasMaximum=8", "maximumQos=1");
			assertThat(entry("subscriptions", "filter", "other/+")).containsEntry("state", "GRANTED")
				.containsEntry("subscribers", List.of("other"));
			assertThat(listener("worker")).containsEntry("topics", List.of("work/+")).containsEntry("waiting", 0);
			assertThat(shown.get("history")).asString().containsSubsequence("CONNECTED", "CONNECTING");
			assertThat(shown.get("credentials")).asString()
				.contains("aws.iot.custom-auth.token-signature", "aws.iot.custom-auth.password");
		});
	}

	@Test
	void showsNoSecret() {
		this.endpoint
			.accepting((attempt) -> attempt.clientId().equals("operated") && this.endpoint.attempts().size() > 1);
		this.runner
			.withPropertyValues("aws.iot.custom-auth.fail-fast=false", "aws.iot.custom-auth.reconnect.min-delay=100ms")
			.run((context) -> {
				connected(context);
				String shown = String.valueOf(this.server.invoke(name(), "connections", new Object[0], new String[0]));
				assertThat(shown).contains("NOT_AUTHORIZED", "Operators", "tokenPresented=true");
				for (String secret : List.of("alice", PASSWORD, TOKEN, SIGNATURE)) {
					assertThat(SecretForms.of(secret).values())
						.allSatisfy((form) -> assertThat(shown).doesNotContain(form));
				}
			});
	}

	@Test
	void showsNoSecretOfAProxy() {
		this.runner
			.withPropertyValues("aws.iot.custom-auth.fail-fast=false", "aws.iot.custom-auth.proxy.host=localhost",
					"aws.iot.custom-auth.proxy.port=1", "aws.iot.custom-auth.proxy.username=proxy-user-of-the-endpoint",
					"aws.iot.custom-auth.proxy.password=" + PROXY_PASSWORD)
			.run((context) -> {
				await().until(() -> String.valueOf(connection("default").get("failures")).contains("PROXY"));
				String shown = String.valueOf(this.server.invoke(name(), "connections", new Object[0], new String[0]));
				assertThat(shown).contains("localhost:1").doesNotContain("proxy-user-of-the-endpoint");
				assertThat(SecretForms.of(PROXY_PASSWORD).values())
					.allSatisfy((form) -> assertThat(shown).doesNotContain(form));
			});
	}

	@Test
	void connectionsAreFoundByNameAndThoseMadeAtRunTimeByClientId() {
		this.runner
			.withPropertyValues("aws.iot.custom-auth.client-id=", "aws.iot.custom-auth.connections.one.client-id=first",
					"aws.iot.custom-auth.connections.two.client-id=second")
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(connection("one")).containsEntry("clientId", "first");
				assertThat(connection("two")).containsEntry("clientId", "second");
				IotConnectionSpec spec = IotConnectionSpec.of("device-7",
						CustomAuthCredentialsProvider.of(LocalEndpoint.ALICE));
				try (IotConnectionFactory.ClosableIotConnection device = context.getBean(IotConnectionFactory.class)
					.create(spec)) {
					await().until(() -> device.getStatus().isConnected());
					assertThat(connection("device-7")).containsEntry("state", "CONNECTED")
						.extractingByKey("credentials")
						.asString()
						.contains(CustomAuthCredentialsProvider.class.getName());
					assertThat(this.server.invoke(name(), "connections", new Object[0], new String[0])).asString()
						.contains("madeAtRunTime={connections=1, connected=1}");
				}
				assertThat(connection("device-7")).isNull();
			});
	}

	@Test
	void failureHasItsCausesAndTheirEvidence() {
		this.endpoint.accepting((attempt) -> false);
		this.runner.withPropertyValues("aws.iot.custom-auth.fail-fast=false").run((context) -> {
			await().until(() -> String.valueOf(connection("default").get("failures")).contains("NOT_AUTHORIZED"));
			assertThat(entry("failures", "reason", "NOT_AUTHORIZED")).containsEntry("kind", "REJECTED")
				.containsEntry("code", 135)
				.containsKey("at")
				.hasEntrySatisfying("causes", (causes) -> assertThat(causes).asString().contains("signature"))
				.hasEntrySatisfying("evidence", (evidence) -> assertThat(evidence).asString()
					.contains("phase=CONNECT", "connectedBefore=false", "tokenPresented=true", "authorizer=Operators"));
			assertThat(entry("history", "state", "REJECTED")).containsEntry("reason", "NOT_AUTHORIZED");
			assertThat(connection("default").get("nextAttempt")).isNotNull();
		});
	}

	@Test
	void unknownConnectionIsNotShown() {
		this.unrestricted.run((context) -> {
			connected(context);
			assertThat(connection("other")).isNull();
			assertThat(operate("other", "RECONNECT")).isNull();
		});
	}

	@Test
	void withoutMoreAccessItOnlyShows() {
		this.runner.run((context) -> {
			connected(context);
			assertThat(this.server.getMBeanInfo(name()).getOperations()).extracting(MBeanFeatureInfo::getName)
				.containsExactlyInAnyOrder("connections", "connection");
		});
	}

	@Test
	void isAbsentUnlessItIsExposed() {
		this.runner.withPropertyValues("management.endpoints.jmx.exposure.include=health")
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(IotConnectionsEndpoint.class)
				.doesNotHaveBean(IotConnectionsEndpointWebExtension.class));
	}

	@Test
	void isAbsentWithoutTheActuator() {
		ListenerContexts.connectedTo(this.endpoint)
			.withConfiguration(AutoConfigurations.of(IotConnectionsEndpointAutoConfiguration.class))
			.withClassLoader(new FilteredClassLoader("org.springframework.boot.actuate"))
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(IotConnectionsEndpointAutoConfiguration.class));
	}

	@Test
	void reconnectsAndRefreshes() {
		this.unrestricted.run((context) -> {
			connected(context);
			assertThat(operate("default", "RECONNECT")).containsEntry("outcome", "DONE");
			assertThat(operate("default", "refresh")).containsEntry("outcome", "DONE");
			assertThat(this.endpoint.attempts()).hasSize(3);
			assertThat(connection("default").get("history")).asString().contains("reason=CONNECTION_RENEWED");
		});
	}

	@Test
	void retriesARefusedFilter() {
		AtomicBoolean allowed = new AtomicBoolean();
		this.endpoint.withPolicy(
				(action, resource) -> !action.equals("iot:Subscribe") || allowed.get() || resource.endsWith("work/+"));
		this.unrestricted.run((context) -> {
			connected(context);
			await().until(() -> "REFUSED".equals(entry("subscriptions", "filter", "other/+").get("state")));
			assertThat(entry("subscriptions", "filter", "other/+")).containsKeys("failure", "nextAttempt");
			awaitState("other", "REFUSED");
			assertThat(operate("default", "RETRY", null, null, "other/+")).containsEntry("outcome", "FAILED");
			allowed.set(true);
			assertThat(operate("default", "RETRY")).containsEntry("outcome", "DONE");
			awaitState("other", "RECEIVING");
			assertThatThrownBy(() -> operate("default", "RETRY", null, null, "other/+"))
				.hasStackTraceContaining("The server does not refuse the topic filter 'other/+', but none");
		});
	}

	@Test
	void pausedListenerHoldsItsMessagesWhileOthersGoOn() {
		this.unrestricted.run((context) -> {
			Listeners listeners = connected(context);
			awaitState("worker", "RECEIVING");
			assertThat(operate("default", "PAUSE", "worker")).containsEntry("outcome", "DONE");
			publish(context, "work/1", "held");
			publish(context, "other/1", "goes on");
			await().until(() -> listeners.other.contains("goes on"));
			assertThat(listener("worker")).containsEntry("state", "HOLDING").containsEntry("waiting", 1);
			assertThat(listeners.worked).isEmpty();
			assertThat(operate("default", "RESUME", "worker")).containsEntry("outcome", "DONE");
			await().untilAsserted(() -> assertThat(listeners.worked).containsExactly("held"));
			assertThat(this.endpoint.attempts()).hasSize(1);
		});
	}

	@Test
	void messagesThatWereLeftToTheServerComeWhenTheListenerIsResumed() {
		this.unrestricted.withPropertyValues("management.endpoint.iotconnections.hold-limit=PT0.1S").run((context) -> {
			Listeners listeners = connected(context);
			awaitState("worker", "RECEIVING");
			operate("default", "PAUSE", "worker");
			publish(context, "work/1", "first");
			awaitState("worker", "LEFT_TO_SERVER");
			publish(context, "work/1", "second");
			publish(context, "other/1", "goes on");
			await().until(() -> listeners.other.contains("goes on"));
			operate("default", "RESUME", "worker");
			await().untilAsserted(() -> assertThat(listeners.worked).containsExactly("first", "second"));
			assertThat(this.endpoint.attempts()).hasSize(2);
		});
	}

	@Test
	void pausedListenerThatGetsTooMuchIsUnsubscribedSoThatOthersGoOn() {
		this.unrestricted.withPropertyValues("aws.iot.custom-auth.receive-maximum=12").run((context) -> {
			Listeners listeners = connected(context);
			awaitState("worker", "RECEIVING");
			operate("default", "PAUSE", "worker");
			for (int i = 0; i < 30; i++) {
				publish(context, "work/1", "m" + i);
			}
			publish(context, "other/1", "goes on");
			await().until(() -> listeners.other.contains("goes on"));
			awaitState("worker", "UNSUBSCRIBED");
			assertThat(connection("default").get("subscriptions")).asString().doesNotContain("state=LEAVING");
			assertThat(operate("default", "RESUME", "worker")).containsEntry("outcome", "DONE");
			publish(context, "work/1", "new");
			await().untilAsserted(() -> assertThat(listeners.worked).contains("m0", "m1", "m2", "new"));
		});
	}

	@Test
	void floodForAPausedListenerDoesNotStopOthers() {
		this.unrestricted.run((context) -> {
			Listeners listeners = connected(context);
			awaitState("worker", "RECEIVING");
			operate("default", "PAUSE", "worker");
			IotConnection connection = context.getBean(IotConnection.class);
			CompletableFuture<?>[] flood = IntStream.range(0, 500)
				.mapToObj((i) -> connection.publish(IotMessage.of("work/1", "m" + i)))
				.toArray(CompletableFuture<?>[]::new);
			publish(context, "other/1", "goes on");
			await().until(() -> listeners.other.contains("goes on"));
			TestConnection.get(CompletableFuture.allOf(flood));
			awaitState("worker", "UNSUBSCRIBED");
			assertThat(listeners.worked).isEmpty();
		});
	}

	@Test
	void pauseWithoutASubscriptionUnsubscribesUntilItIsResumed() {
		this.unrestricted.run((context) -> {
			Listeners listeners = connected(context);
			awaitState("worker", "RECEIVING");
			assertThat(operate("default", "PAUSE", "worker", true)).containsEntry("outcome", "DONE");
			awaitState("worker", "UNSUBSCRIBED");
			publish(context, "work/1", "missed");
			publish(context, "other/1", "goes on");
			await().until(() -> listeners.other.contains("goes on"));
			assertThat(operate("default", "RESUME", "worker")).containsEntry("outcome", "DONE");
			publish(context, "work/1", "received");
			await().untilAsserted(() -> assertThat(listeners.worked).containsExactly("received"));
		});
	}

	@Test
	void listenerHasToExist() {
		this.unrestricted.run((context) -> {
			connected(context);
			assertThatThrownBy(() -> operate("default", "PAUSE", "unknown"))
				.hasStackTraceContaining("The connection has no listener 'unknown', but other, worker");
			assertThatThrownBy(() -> operate("default", "PAUSE"))
				.hasStackTraceContaining("Name one of the listeners of the connection with 'listener': other, worker");
		});
	}

	static class Listeners {

		private final List<String> worked = new CopyOnWriteArrayList<>();

		private final List<String> other = new CopyOnWriteArrayList<>();

		@IotListener(topics = "work/+", id = "worker")
		void work(String text) {
			this.worked.add(text);
		}

		@IotListener(topics = "other/+", id = "other")
		void other(String text) {
			this.other.add(text);
		}

	}

}
