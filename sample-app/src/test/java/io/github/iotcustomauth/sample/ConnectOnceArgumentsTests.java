package io.github.iotcustomauth.sample;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link ConnectOnceArguments}.
 */
class ConnectOnceArgumentsTests {

	@Test
	void isRequestedByItsOption() {
		assertThat(ConnectOnceArguments.isRequested(new String[] { "--endpoint", "e", "--connect-once" })).isTrue();
		assertThat(ConnectOnceArguments.isRequested(new String[] { "--debug" })).isFalse();
	}

	@ParameterizedTest
	@CsvSource(textBlock = """
			client_id, aws.iot.custom-auth.client-id
			custom_auth_username, aws.iot.custom-auth.username
			custom_auth_authorizer_name, aws.iot.custom-auth.authorizer-name
			custom_auth_authorizer_signature, aws.iot.custom-auth.token-signature
			custom_auth_password, aws.iot.custom-auth.password
			custom_auth_token_name, aws.iot.custom-auth.token-key-name
			custom_auth_token_value, aws.iot.custom-auth.token-value
			transport, aws.iot.custom-auth.transport
			port, aws.iot.custom-auth.port
			""")
	void translatesAnOptionInBothForms(String option, String property) {
		Map<String, String> expected = Map.of("aws.iot.custom-auth.endpoint", "e", property, "v=1");
		assertThat(bound("--endpoint", "e", "--" + option, "v=1")).isEqualTo(expected);
		assertThat(bound("--endpoint=e", "--" + option + "=v=1")).isEqualTo(expected);
	}

	@Test
	void makesAnSslBundleOfTheCaFile() {
		assertThat(bound("--endpoint=e", "--ca_file", "ca.pem"))
			.containsEntry("aws.iot.custom-auth.ssl.bundle", "connect-once")
			.containsEntry("spring.ssl.bundle.pem.connect-once.truststore.certificate",
					Path.of("ca.pem").toUri().toString());
	}

	@Test
	void acceptsTheSigningRegionWithoutAUseForIt() {
		ConnectOnceArguments arguments = parse("--endpoint=e", "--signing_region", "eu-west-1");
		assertThat(arguments.signingRegion()).isTrue();
		assertThat(arguments.properties()).containsOnlyKeys("aws.iot.custom-auth.endpoint");
		assertThat(parse("--endpoint=e").signingRegion()).isFalse();
	}

	@Test
	void takesAnEmptyValueForNone() {
		assertThat(parse("--endpoint=e", "--custom_auth_username=", "--custom_auth_password", "", "--ca_file=")
			.properties()).containsOnlyKeys("aws.iot.custom-auth.endpoint");
	}

	@Test
	void takesAValueThatStartsWithDashesFromTheFormWithEquals() {
		assertThat(bound("--endpoint=e", "--custom_auth_password=--secret"))
			.containsEntry("aws.iot.custom-auth.password", "--secret");
	}

	@ParameterizedTest
	@CsvSource({ "a${user.name}b", "${", "}${x:y}", "$", "a\\b" })
	void keepsWhatLooksLikeAPlaceholder(String password) {
		assertThat(bound("--endpoint=e", "--custom_auth_password=" + password))
			.containsEntry("aws.iot.custom-auth.password", password);
	}

	@Test
	void namesAnUnknownOptionAndTheKnownOnes() {
		assertThatIllegalArgumentException().isThrownBy(() -> parse("--endpoint=e", "--user=alice"))
			.withMessageStartingWith("Unknown option '--user'. The options of --connect-once are ")
			.withMessageContainingAll("--signing_region", "--endpoint", "--custom_auth_token_value", "--ca_file")
			.withMessageNotContaining("alice");
	}

	@Test
	void refusesAValueWithoutAnOptionAndDoesNotShowIt() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> parse("--endpoint=e", "--custom_auth_password", "half", "other-half"))
			.withMessageStartingWith("There is a value without an option. ")
			.withMessageNotContaining("half");
	}

	@Test
	void refusesAnOptionWithoutAValue() {
		assertThatIllegalArgumentException().isThrownBy(() -> parse("--endpoint=e", "--port"))
			.withMessageStartingWith("Option '--port' needs a value");
		assertThatIllegalArgumentException().isThrownBy(() -> parse("--endpoint", "--connect-once"))
			.withMessageStartingWith("Option '--endpoint' needs a value");
	}

	@Test
	void refusesToGoWithoutAnEndpoint() {
		assertThatIllegalArgumentException().isThrownBy(() -> parse("--connect-once"))
			.withMessageStartingWith("Option '--endpoint' is missing. ");
	}

	@Test
	void hidesTheValues() {
		assertThat(parse("--endpoint=e", "--custom_auth_password=secret"))
			.hasToString("ConnectOnceArguments[aws.iot.custom-auth.endpoint, aws.iot.custom-auth.password]");
	}

	private static ConnectOnceArguments parse(String... args) {
		return ConnectOnceArguments.parse(args);
	}

	// as Spring Boot sees the properties
	private static Map<String, String> bound(String... args) {
		StandardEnvironment environment = new StandardEnvironment();
		Map<String, Object> properties = parse(args).properties();
		environment.getPropertySources().addFirst(new MapPropertySource("test", properties));
		Map<String, String> bound = new LinkedHashMap<>();
		properties.keySet().forEach((name) -> bound.put(name, Binder.get(environment).bind(name, String.class).get()));
		return bound;
	}

}
