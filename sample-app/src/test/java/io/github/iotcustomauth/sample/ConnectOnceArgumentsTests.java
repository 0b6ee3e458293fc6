package io.github.iotcustomauth.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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

	private static final String ENDPOINT = "aws.iot.custom-auth.endpoint";

	private static final String CLIENT_ID = "aws.iot.custom-auth.client-id";

	private static final String CERTIFICATE = """
			-----BEGIN CERTIFICATE-----
			MIIBdDCCARugAwIBAgIUXCvLsDnIpWo8aYKn9NeBMmgCcjgwCgYIKoZIzj0EAwIw
			DzENMAsGA1UEAwwEdGVzdDAgFw0yNjExMzAyMDI0MzVaGA8yMTI2MTEwNjIwMjQz
			NVowDzENMAsGA1UEAwwEdGVzdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABDix
			5VMsUAXeSgeji0EO/atncQzuZrrhUd61J3Y2f43a8AdAKQpXPHY9nzo6iUyp8Qmg
			En5vbD0TABpOL/wkK1OjUzBRMB0GA1UdDgQWBBTJearjv0dYKokyAuHHuR+VBBq0
			XDAfBgNVHSMEGDAWgBTJearjv0dYKokyAuHHuR+VBBq0XDAPBgNVHRMBAf8EBTAD
			AQH/MAoGCCqGSM49BAMCA0cAMEQCIH1Vv0mcOobNRk2dnD3lROtOwKmoNuMGJPBj
			xmusESEIAiATdFOMwGu0Y9GTbBLw8w7zDzjRTL136u8456WVSGWBAA==
			-----END CERTIFICATE-----
			""";

	@TempDir
	private Path directory;

	@Test
	void isRequestedByItsOption() {
		assertThat(ConnectOnceArguments.isRequested(new String[] { "--endpoint", "e", "--connect-once" })).isTrue();
		assertThat(ConnectOnceArguments.isRequested(new String[] { "--debug" })).isFalse();
	}

	@ParameterizedTest
	@CsvSource(textBlock = """
			client_id, aws.iot.custom-auth.client-id
			client-id, aws.iot.custom-auth.client-id
			clientId, aws.iot.custom-auth.client-id
			auth_username, aws.iot.custom-auth.username
			custom_auth_username, aws.iot.custom-auth.username
			authorizer_name, aws.iot.custom-auth.authorizer-name
			custom_auth_authorizer_name, aws.iot.custom-auth.authorizer-name
			auth_signature, aws.iot.custom-auth.token-signature
			custom_auth_authorizer_signature, aws.iot.custom-auth.token-signature
			auth_password, aws.iot.custom-auth.password
			custom_auth_password, aws.iot.custom-auth.password
			auth_token_key_name, aws.iot.custom-auth.token-key-name
			custom_auth_token_key_name, aws.iot.custom-auth.token-key-name
			custom_auth_token_name, aws.iot.custom-auth.token-key-name
			auth_token_key_value, aws.iot.custom-auth.token-value
			custom_auth_token_key_value, aws.iot.custom-auth.token-value
			custom_auth_token_value, aws.iot.custom-auth.token-value
			transport, aws.iot.custom-auth.transport
			port, aws.iot.custom-auth.port
			""")
	void translatesAnOptionInBothForms(String option, String property) {
		assertThat(bound("--endpoint", "e", "--" + option, "v=1")).containsEntry(ENDPOINT, "e")
			.containsEntry(property, "v=1")
			.containsOnlyKeys(new TreeSet<>(List.of(ENDPOINT, CLIENT_ID, property)));
		assertThat(bound("--endpoint=e", "--" + option + "=v=1")).containsEntry(property, "v=1");
	}

	@Test
	void makesAnSslBundleOfTheCaFile() throws IOException {
		Path file = Files.writeString(this.directory.resolve("ca.pem"), CERTIFICATE);
		assertThat(bound("--endpoint=e", "--ca_file", file.toString()))
			.containsEntry("aws.iot.custom-auth.ssl.bundle", "connect-once")
			.containsEntry("spring.ssl.bundle.pem.connect-once.truststore.certificate", file.toUri().toString());
	}

	@Test
	void namesACaFileWithoutACertificate() throws IOException {
		Path file = Files.writeString(this.directory.resolve("ca.pem"), "certificate");
		assertThatIllegalArgumentException().isThrownBy(() -> parse("--endpoint=e", "--ca_file=" + file))
			.withMessage("The file of option '--ca_file' has no certificate in PEM format: " + file);
	}

	@Test
	void namesACaFileThatIsNotThere() {
		Path file = this.directory.resolve("nope.pem");
		assertThatIllegalArgumentException().isThrownBy(() -> parse("--endpoint=e", "--ca_file=" + file))
			.withMessage("The file of option '--ca_file' cannot be read: " + file);
	}

	@Test
	void acceptsOptionsOfTheSamplesWithoutAUseForThem() {
		ConnectOnceArguments arguments = parse("--endpoint=e", "--signing_region", "eu-west-1", "--topic=t",
				"--message", "m", "--count=1");
		assertThat(arguments.unused()).containsExactly("--count", "--message", "--signing_region", "--topic");
		assertThat(arguments.properties()).containsOnlyKeys(ENDPOINT, CLIENT_ID);
		assertThat(parse("--endpoint=e").unused()).isEmpty();
	}

	@Test
	void takesAnEmptyValueForNone() {
		assertThat(parse("--endpoint=e", "--custom_auth_username=", "--custom_auth_password", "", "--ca_file=")
			.properties()).containsOnlyKeys(ENDPOINT, CLIENT_ID);
	}

	@Test
	void generatesAClientIdThatThePolicyOfTheSampleAllows() {
		assertThat(parse("--endpoint=e").clientId()).matches("sample-app-[0-9a-f]{8}");
		assertThat(parse("--endpoint=e", "--clientId=mine").clientId()).isEqualTo("mine");
	}

	@ParameterizedTest
	@CsvSource({ "auth_password, password", "custom_auth_password, password", "auth_signature, token-signature",
			"auth_token_key_value, token-value" })
	void readsASecretFromAFileWithoutItsLineEnd(String option, String property) throws IOException {
		Path file = Files.writeString(this.directory.resolve("secret"), "s3 cret\n\r\n");
		assertThat(bound("--endpoint=e", "--" + option + "_file", file.toString()))
			.containsEntry("aws.iot.custom-auth." + property, "s3 cret\n");
	}

	@Test
	void namesASecretFileThatIsNotThere() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> parse("--endpoint=e", "--auth_password_file", this.directory.toString()))
			.withMessage("The file of option '--auth_password_file' cannot be read");
	}

	@Test
	void readsSecretsFromTheEnvironmentUnlessTheyAreGiven() {
		Map<String, String> environment = Map.of("AWS_IOT_PASSWORD", "p", "AWS_IOT_TOKEN_VALUE", "t",
				"AWS_IOT_TOKEN_SIGNATURE", "");
		assertThat(bound(ConnectOnceArguments.parse(new String[] { "--endpoint=e", "--auth_token_key_value=given" },
				environment)))
			.containsEntry("aws.iot.custom-auth.password", "p")
			.containsEntry("aws.iot.custom-auth.token-value", "given")
			.doesNotContainKey("aws.iot.custom-auth.token-signature");
	}

	@Test
	void refusesTwoNamesOfAnOption() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> parse("--endpoint=e", "--auth_password=a", "--custom_auth_password=b"))
			.withMessage("Options '--auth_password' and '--custom_auth_password' mean the same: give one of them");
		assertThatIllegalArgumentException().isThrownBy(() -> parse("--endpoint=e", "--endpoint=f"))
			.withMessage("Option '--endpoint' is given twice");
	}

	@Test
	void putsOptionsInThePlaceOfProperties() {
		ConnectOnceArguments arguments = parse("--endpoint=e", "--custom_auth_username=u", "--clientId=c");
		assertThat(arguments.withOptions("check 'aws.iot.custom-auth.username', 'aws.iot.custom-auth.password', "
				+ "'aws.iot.custom-auth.password-file' and 'aws.iot.custom-auth.client-id'."))
			.isEqualTo("check '--custom_auth_username', '--auth_password', 'aws.iot.custom-auth.password-file' and "
					+ "'--clientId'.");
	}

	@Test
	void leavesOutWhereAPropertyComesFrom() {
		String analysis = """
				It cannot be configured:
				    Property: aws.iot.custom-auth.port
				    Origin: "aws.iot.custom-auth.port" from property source "connect-once"
				    Reason: small""";
		assertThat(parse("--endpoint=e", "--port=0").withOptions(analysis)).isEqualTo("""
				It cannot be configured:
				    Option: --port
				    Reason: small""");
	}

	@Test
	void helpHasEveryName() {
		assertThat(ConnectOnceArguments.isHelpRequested(new String[] { "--connect-once", "--help" })).isTrue();
		assertThat(ConnectOnceArguments.usage()).contains("--endpoint", "--authorizer_name",
				"--custom_auth_authorizer_name", "--auth_password_file", "AWS_IOT_PASSWORD", "also: --clientId",
				"--ca_file", "--signing_region");
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
	void namesAnUnknownOptionWithoutItsValue() {
		assertThatIllegalArgumentException().isThrownBy(() -> parse("--endpoint=e", "--user=alice"))
			.withMessage("Unknown option '--user'. '--connect-once --help' lists the options");
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
			.hasToString("ConnectOnceArguments[aws.iot.custom-auth.endpoint, aws.iot.custom-auth.password, "
					+ "aws.iot.custom-auth.client-id]");
	}

	private static ConnectOnceArguments parse(String... args) {
		return ConnectOnceArguments.parse(args, Map.of());
	}

	private static Map<String, String> bound(String... args) {
		return bound(parse(args));
	}

	// as Spring Boot sees the properties
	private static Map<String, String> bound(ConnectOnceArguments arguments) {
		StandardEnvironment environment = new StandardEnvironment();
		Map<String, Object> properties = arguments.properties();
		environment.getPropertySources().addFirst(new MapPropertySource("test", properties));
		Map<String, String> bound = new LinkedHashMap<>();
		properties.keySet().forEach((name) -> bound.put(name, Binder.get(environment).bind(name, String.class).get()));
		return bound;
	}

}
