package io.github.iotcustomauth;

import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The types that an application may name, each with the one who needs it. All others are
 * package-private or below {@code internal}.
 */
class PublicTypesTests {

	// the type, and who needs it
	private static final Map<String, String> USERS = Map.ofEntries(
			Map.entry("Acknowledgment", "a listener that acknowledges its messages itself"),
			Map.entry("ActiveSubscription", "an application that shows or ends a subscription of its own"),
			Map.entry("ConnectedEvent", "an application that acts on a new connection or session"),
			Map.entry("ConnectionState", "an application that shows or waits for the state of the connection"),
			Map.entry("ConnectionStatus", "an application that shows the state of the connection and its last failure"),
			Map.entry("DisconnectedEvent", "an application that acts on a lost connection or a refusal"),
			Map.entry("FailedMessage", "an error handler of the application"),
			Map.entry("FailureReason", "an application that decides by the reason of a failure"),
			Map.entry("InvalidMessageException", "an error handler that treats messages without meaning differently"),
			Map.entry("IotConnection", "an application that publishes and subscribes without conversion"),
			Map.entry("IotConnectionException", "an application that handles a failed publish, subscribe or request"),
			Map.entry("IotFailure", "an application that reports a failure and its causes"),
			Map.entry("IotFailure$Kind", "an application that decides by the kind of a failure"),
			Map.entry("IotHeaders", "a listener or converter that reads a header of the message"),
			Map.entry("IotMessage", "an application that publishes or receives messages without conversion"),
			Map.entry("IotMessage$Builder", "an application that publishes a message with properties"),
			Map.entry("IotOutbox", "an application that retries or discards messages of the outbox"),
			Map.entry("IotOutbox$SetAside", "an application that shows messages of the outbox"),
			Map.entry("IotSubscription", "an application that subscribes to several filters, or with options"),
			Map.entry("IotSubscription$Handler", "an application that acknowledges messages of a subscription itself"),
			Map.entry("Qos", "an application that publishes or subscribes with a quality of service of its choice"),
			Map.entry("ReceiveStatus", "an application that watches unacknowledged and dropped messages"),
			Map.entry("RefusedSubscription", "an application that reports or shows which subscriptions are refused"),
			Map.entry("TopicFilter", "an application that subscribes or unsubscribes"),
			Map.entry("autoconfigure.IotConnectionCustomizer", "an application that has the last word on the settings"),
			Map.entry("autoconfigure.IotConnectionDetails", "an application or test that knows the endpoint"),
			Map.entry("autoconfigure.IotCustomAuthAutoConfiguration",
					"an application or test slice that imports or excludes it"),
			Map.entry("autoconfigure.IotMessagingAutoConfiguration",
					"an application or test slice that imports or excludes it"),
			Map.entry("autoconfigure.actuate.IotConnectionsEndpointAutoConfiguration",
					"an application that excludes it"),
			Map.entry("autoconfigure.health.HealthStatusAutoConfiguration", "an application that excludes it"),
			Map.entry("autoconfigure.health.IotConnectionHealthContributorAutoConfiguration",
					"an application that excludes it"),
			Map.entry("autoconfigure.local.LocalIotConnectionAutoConfiguration", "an application that excludes it"),
			Map.entry("autoconfigure.metrics.IotMetricsAutoConfiguration", "an application that excludes it"),
			Map.entry("autoconfigure.modulith.ModulithEventsAutoConfiguration", "an application that excludes it"),
			Map.entry("autoconfigure.observation.IotObservationAutoConfiguration", "an application that excludes it"),
			Map.entry("autoconfigure.outbox.JdbcOutboxAutoConfiguration", "an application that excludes it"),
			Map.entry("client.IotClient", "an application that sends objects and requests"),
			Map.entry("client.IotClient$MessageSpec", "an application that keeps a message to send it several times"),
			Map.entry("credentials.CredentialsLocation", "a customizer that sets where the credentials travel"),
			Map.entry("credentials.CustomAuthCredentials", "a credentials provider of the application"),
			Map.entry("credentials.CustomAuthCredentials$Builder", "a credentials provider of the application"),
			Map.entry("credentials.CustomAuthCredentialsProvider", "an application with credentials of its own"),
			Map.entry("handler.IotListenerErrorHandler",
					"an application that sets how often a failed message is retried and where it goes"),
			Map.entry("listener.IotListener", "an application that listens"),
			Map.entry("listener.IotListenerRegistry", "an application that starts and stops its listeners"),
			Map.entry("observation.IotListenerObservationContext",
					"a convention, filter or predicate of the application for handled messages"),
			Map.entry("observation.IotListenerObservationConvention",
					"an application that names and tags observations of handled messages"),
			Map.entry("observation.IotTemplateObservationContext",
					"a convention, filter or predicate of the application for sent messages"),
			Map.entry("observation.IotTemplateObservationConvention",
					"an application that names and tags observations of sent messages"),
			Map.entry("transport.ConnectionSettings", "a customizer that changes the settings"),
			Map.entry("transport.ConnectionSettings$Builder", "a customizer that changes the settings"),
			Map.entry("transport.HttpProxy", "an application or customizer that connects through an HTTP proxy"),
			Map.entry("transport.IotConnectionFactory", "an application that makes connections for devices"),
			Map.entry("transport.IotConnectionFactory$ClosableIotConnection",
					"an application that closes the connection of a device"),
			Map.entry("transport.IotConnectionSpec", "an application that makes connections for devices"),
			Map.entry("transport.TransportType", "a customizer that sets how MQTT travels"),
			Map.entry("transport.crt.CrtClientCustomizer", "an application that sets an option of AWS's client"));

	private static final int MAX_TYPES = 57;

	@Test
	void publicTypesAreFew() {
		assertThat(publicTypes()).hasSizeLessThanOrEqualTo(MAX_TYPES);
	}

	@Test
	void everyPublicTypeHasItsUser() {
		assertThat(publicTypes()).containsExactlyElementsOf(new TreeSet<>(USERS.keySet()));
	}

	private static SortedSet<String> publicTypes() {
		return new ClassFileImporter()
			.importUrl(IotConnection.class.getProtectionDomain().getCodeSource().getLocation())
			.stream()
			.filter((type) -> !type.getPackageName().contains(".internal") && isPublic(type))
			.map((type) -> type.getName().substring(IotConnection.class.getPackageName().length() + 1))
			.collect(Collectors.toCollection(TreeSet::new));
	}

	private static boolean isPublic(JavaClass type) {
		return type.getModifiers().contains(JavaModifier.PUBLIC)
				&& type.getEnclosingClass().map(PublicTypesTests::isPublic).orElse(true);
	}

}
