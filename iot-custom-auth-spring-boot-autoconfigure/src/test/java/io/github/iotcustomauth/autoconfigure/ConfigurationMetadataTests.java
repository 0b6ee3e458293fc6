package io.github.iotcustomauth.autoconfigure;

import java.beans.Introspector;
import java.io.InputStream;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.core.io.FileUrlResource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The metadata that users read in their editors is complete.
 */
class ConfigurationMetadataTests {

	private static final List<String> KEYS = List.of("enabled", "endpoint", "port", "transport", "credentials-in",
			"client-id", "authorizer-name", "username", "password", "password-file", "token-key-name", "token-value",
			"token-file", "token-format", "token-signature", "token-signing.private-key", "token-signing.bundle",
			"oauth2.registration", "oauth2.send-as", "parameters", "ssl.bundle", "keep-alive", "connect-timeout",
			"operation-timeout", "fail-fast", "session.expiry", "will.topic", "will.payload", "will.qos", "will.retain",
			"reconnect.min-delay", "reconnect.max-delay", "receive-maximum", "publish.rate", "publish.max-pending",
			"publish.max-pending-bytes", "publish.outbox", "publish.jdbc.initialize-schema", "publish.jdbc.schema",
			"publish.jdbc.platform", "publish.jdbc.continue-on-error", "publish.jdbc.table-name",
			"publish.jdbc.max-rows", "publish.jdbc.timeout", "publish.jdbc.adopt-from", "request.timeout",
			"request.reply-topic", "proxy.host", "proxy.port", "proxy.username", "proxy.password", "connections",
			"primary", "pool-size", "native-logging.level");

	private static final Map<String, String> DEFAULTS = Map.ofEntries(Map.entry("enabled", "true"),
			Map.entry("port", "443"), Map.entry("transport", "websocket"), Map.entry("credentials-in", "connect"),
			Map.entry("token-format", "plain"), Map.entry("oauth2.send-as", "password"), Map.entry("keep-alive", "60s"),
			Map.entry("connect-timeout", "30s"), Map.entry("operation-timeout", "30s"), Map.entry("fail-fast", "false"),
			Map.entry("session.expiry", "60s"), Map.entry("reconnect.min-delay", "1s"),
			Map.entry("request.timeout", "30s"), Map.entry("native-logging.level", "off"));

	private Map<String, JsonNode> properties = Map.of();

	private JsonNode hints = JsonMapper.shared().createArrayNode();

	@BeforeEach
	void read() throws Exception {
		String classes = IotCustomAuthProperties.class.getProtectionDomain().getCodeSource().getLocation().toString();
		try (InputStream json = new FileUrlResource(
				new URI(classes + "META-INF/spring-configuration-metadata.json").toURL())
			.getInputStream()) {
			JsonNode metadata = JsonMapper.shared().readTree(json);
			this.properties = StreamSupport.stream(metadata.get("properties").spliterator(), false)
				.collect(Collectors.toMap((property) -> property.get("name").asString(), (property) -> property));
			this.hints = metadata.get("hints");
		}
	}

	@Test
	void hasEveryKeyOfTheContractAndNoOther() {
		assertThat(this.properties.keySet()).filteredOn((name) -> name.startsWith(IotCustomAuthProperties.PREFIX))
			.containsExactlyInAnyOrderElementsOf(KEYS.stream().map(InvalidIotPropertyException::key).toList());
	}

	@Test
	void hasEveryPropertyOfTheClass() throws Exception {
		assertThat(keys("", IotCustomAuthProperties.class)).containsExactlyInAnyOrderElementsOf(
				KEYS.stream().filter((key) -> !key.startsWith("publish.jdbc.")).toList());
	}

	@Test
	void describesEveryKeyInTheStyleOfSpringBoot() {
		assertThat(this.properties).allSatisfy((name, property) -> {
			assertThat(property.has("deprecation")).isFalse();
			String description = property.get("description").asString();
			assertThat(description).endsWith(".").doesNotStartWith("The ").doesNotStartWith("A ");
			if (property.get("type").asString().equals(Boolean.class.getName())) {
				assertThat(description).startsWith("Whether ");
			}
		});
	}

	@Test
	void namesTheDefaults() {
		assertThat(DEFAULTS).allSatisfy((name,
				value) -> assertThat(
						this.properties.get(InvalidIotPropertyException.key(name)).get("defaultValue").asString())
					.isEqualTo(value));
	}

	@Test
	void describesTheSwitchOfTheHealthIndicator() {
		JsonNode property = this.properties.get("management.health.iot-custom-auth.enabled");
		assertThat(property).isNotNull();
		assertThat(property.get("defaultValue").asBoolean()).isTrue();
	}

	@Test
	void hintsAreForKeysThatExist() {
		assertThat(this.hints).isNotEmpty()
			.allSatisfy((hint) -> assertThat(this.properties).containsKey(hint.get("name").asString()));
	}

	private static List<String> keys(String prefix, Class<?> type) throws Exception {
		return Stream.of(Introspector.getBeanInfo(type, Object.class).getPropertyDescriptors())
			.flatMap((property) -> keys(prefix + dashed(property.getName()), property.getPropertyType(),
					property.getWriteMethod() == null))
			.toList();
	}

	private static Stream<String> keys(String key, Class<?> type, boolean readOnly) {
		try {
			boolean nested = readOnly && type.getEnclosingClass() == IotCustomAuthProperties.class;
			return nested ? keys(key + ".", type).stream() : Stream.of(key);
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static String dashed(String name) {
		return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
	}

}
