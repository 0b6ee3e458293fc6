package io.github.iotcustomauth.autoconfigure;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ConnectionProperties}.
 */
class ConnectionPropertiesTests {

	private final Map<String, Object> properties = new LinkedHashMap<>();

	private final StandardEnvironment environment = new StandardEnvironment();

	@BeforeEach
	void add() {
		this.environment.getPropertySources().addFirst(new MapPropertySource("test", this.properties));
	}

	private ConnectionPropertiesTests set(String name, String value) {
		this.properties.put("aws.iot.custom-auth." + name, value);
		return this;
	}

	@Test
	void connectionWithoutANameIsNone() {
		set("endpoint", "localhost");
		assertThat(ConnectionProperties.names(this.environment)).isEmpty();
	}

	@Test
	void connectionInheritsWhatItDoesNotSet() {
		set("username", "all").set("keep-alive", "90s")
			.set("reconnect.min-delay", "3s")
			.set("parameters.a", "1")
			.set("connections.one.username", "one")
			.set("connections.one.reconnect.max-delay", "5m")
			.set("connections.one.parameters.b", "2");
		IotCustomAuthProperties one = ConnectionProperties.of(this.environment).get("one");
		assertThat(one.getUsername()).isEqualTo("one");
		assertThat(one.getKeepAlive()).isEqualTo(Duration.ofSeconds(90));
		assertThat(one.getReconnect().getMinDelay()).isEqualTo(Duration.ofSeconds(3));
		assertThat(one.getReconnect().getMaxDelay()).isEqualTo(Duration.ofMinutes(5));
		assertThat(one.getParameters()).containsEntry("a", "1").containsEntry("b", "2");
	}

	@Test
	void emptyValueTakesBackWhatIsSetAbove() {
		set("password-file", "/secrets/all").set("connections.one.password-file", "")
			.set("connections.one.password", "p");
		assertThat(ConnectionProperties.of(this.environment).get("one").getPasswordFile()).isEmpty();
	}

	@Test
	void firstConnectionIsPrimaryUnlessAnotherIs() {
		set("connections.b.username", "b").set("connections.a.username", "a");
		assertThat(ConnectionProperties.of(this.environment).primary()).isEqualTo("b");
		set("connections.a.primary", "true");
		assertThat(ConnectionProperties.of(this.environment).primary()).isEqualTo("a");
	}

	@Test
	void valueOfHigherPrecedenceDoesNotChangeThePrimaryConnection() {
		set("connections.b.username", "b").set("connections.a.username", "a");
		this.environment.getPropertySources()
			.addFirst(new MapPropertySource("first", Map.of("aws.iot.custom-auth.connections.a.password", "p")));
		assertThat(ConnectionProperties.of(this.environment).primary()).isEqualTo("b");
	}

	@Test
	void primaryIsNotInherited() {
		set("primary", "true").set("connections.a.username", "a").set("connections.b.username", "b");
		assertThat(ConnectionProperties.of(this.environment).primary()).isEqualTo("a");
	}

	@Test
	void sameTopicOfTheLastWillIsRefused() {
		set("will.topic", "status").set("connections.a.username", "a").set("connections.b.username", "b");
		assertThatExceptionOfType(InvalidIotPropertyException.class)
			.isThrownBy(() -> ConnectionProperties.of(this.environment))
			.withMessageContaining("The connections 'a' and 'b' have the same 'will.topic'");
	}

	@Test
	void severalPrimaryConnectionsAreRefused() {
		set("connections.a.primary", "true").set("connections.b.primary", "true");
		assertThatExceptionOfType(InvalidIotPropertyException.class)
			.isThrownBy(() -> ConnectionProperties.of(this.environment))
			.withMessageContaining("The connections 'a', 'b' are all primary");
	}

	@Test
	void disabledConnectionIsLeftOut() {
		set("connections.a.enabled", "false").set("connections.b.username", "b");
		assertThat(ConnectionProperties.of(this.environment).byName()).containsOnlyKeys("b");
	}

	@Test
	void nameWithOtherCharactersIsRefused() {
		set("connections[a b].username", "a");
		assertThatExceptionOfType(InvalidIotPropertyException.class)
			.isThrownBy(() -> ConnectionProperties.of(this.environment))
			.withMessageContaining("'a b' cannot be the name of a connection");
	}

}
