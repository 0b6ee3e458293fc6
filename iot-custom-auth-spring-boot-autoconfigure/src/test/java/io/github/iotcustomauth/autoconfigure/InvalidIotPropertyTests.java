package io.github.iotcustomauth.autoconfigure;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.github.iotcustomauth.internal.token.TestKeys;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.MapPropertySource;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Every value that stops the start, and what the analysis says about it.
 */
@ExtendWith(OutputCaptureExtension.class)
class InvalidIotPropertyTests {

	private static final String PREFIX = IotCustomAuthProperties.PREFIX + ".";

	private static final String SECRET = "s3cr3t";

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(IotCustomAuthAutoConfiguration.class, SslAutoConfiguration.class));

	static Stream<Invalid> invalid() {
		List<Invalid> cases = new ArrayList<>();
		addEndpoints(cases);
		addCredentials(cases);
		addSecrets(cases);
		addSigning(cases);
		addPrivateKeys(cases);
		addAccessTokens(cases);
		addSettings(cases);
		addWills(cases);
		return cases.stream();
	}

	private static void addEndpoints(List<Invalid> cases) {
		cases.add(Invalid.key("endpoint")
			.set("endpoint", "")
			.says("No endpoint is configured")
			.cure("aws iot describe-endpoint", "iot-custom-auth-spring-boot-local",
					"'aws.iot.custom-auth.enabled' to 'false'"));
		cases.add(Invalid.key("endpoint")
			.set("endpoint", "https://abc-ats.iot.eu-west-1.amazonaws.com")
			.says("without a scheme", "\"https://abc-ats.iot.eu-west-1.amazonaws.com\"")
			.cure("'aws.iot.custom-auth.endpoint' to 'abc-ats.iot.eu-west-1.amazonaws.com'."));
		cases.add(Invalid.key("endpoint")
			.set("endpoint", "wss://user:" + SECRET + "@abc.example:8443/mqtt?token=" + SECRET)
			.says("without a scheme")
			.cure("'aws.iot.custom-auth.endpoint' to 'abc.example' and 'aws.iot.custom-auth.port' to '8443'"));
		cases.add(Invalid.key("endpoint")
			.set("endpoint", "abc.example:8443")
			.says("without a port")
			.cure("'aws.iot.custom-auth.endpoint' to 'abc.example' and 'aws.iot.custom-auth.port' to '8443'"));
		cases.add(Invalid.key("endpoint")
			.set("endpoint", "abc.example/mqtt")
			.says("without a path")
			.cure("'aws.iot.custom-auth.endpoint' to 'abc.example'."));
		cases.add(Invalid.key("endpoint")
			.set("endpoint", " abc.example ")
			.says("without spaces")
			.cure("'aws.iot.custom-auth.endpoint' to 'abc.example'."));
		cases.add(Invalid.key("endpoint")
			.set("endpoint", "abc example")
			.says("without spaces")
			.cure("'aws.iot.custom-auth.endpoint'"));
		cases.add(Invalid.key("endpoint")
			.set("endpoint", "-abc!")
			.says("must be a host name")
			.cure("'aws.iot.custom-auth.endpoint'"));
		Stream.of("0", "-1", "65536")
			.map((port) -> Invalid.key("port")
				.set("port", port)
				.says("\"" + port + "\"", "between 1 and 65535")
				.cure("'aws.iot.custom-auth.port'"))
			.forEach(cases::add);
		cases.add(Invalid.key("ssl.bundle")
			.set("ssl.bundle", "nothing")
			.says("\"nothing\"", "no SSL bundle of this name; none is configured")
			.cure("'spring.ssl.bundle'", "'aws.iot.custom-auth.ssl.bundle'"));
	}

	private static void addCredentials(List<Invalid> cases) {
		cases.add(Invalid.key("token-signature")
			.set("token-key-name", "key")
			.set("token-value", SECRET)
			.says("missing: 'aws.iot.custom-auth.token-signature'")
			.cure("Set 'aws.iot.custom-auth.token-signature' as well"));
		cases.add(Invalid.key("token-key-name")
			.set("token-signature", SECRET)
			.says("missing: 'aws.iot.custom-auth.token-key-name' and 'aws.iot.custom-auth.token-value'")
			.cure("Set 'aws.iot.custom-auth.token-key-name' and 'aws.iot.custom-auth.token-value' as well"));
		cases.add(Invalid.key("token-key-name")
			.set("token-key-name", "a key")
			.set("token-value", SECRET)
			.set("token-signature", SECRET)
			.says("\"a key\"", "1 to 128 letters")
			.cure("'aws.iot.custom-auth.token-key-name'"));
		cases.add(Invalid.key("token-value")
			.set("token-key-name", "key")
			.set("token-value", SECRET.repeat(1100))
			.set("token-signature", SECRET)
			.says("6144 characters")
			.cure("'aws.iot.custom-auth.token-value'"));
		cases.add(Invalid.key("token-signature")
			.set("token-key-name", "key")
			.set("token-value", SECRET)
			.set("token-signature", SECRET.repeat(500))
			.says("2560 characters")
			.cure("'aws.iot.custom-auth.token-signature'"));
		cases.add(Invalid.key("authorizer-name")
			.set("authorizer-name", "My Authorizer")
			.says("\"My Authorizer\"", "1 to 128 letters, digits, or characters of '_=,@-'")
			.cure("'aws.iot.custom-auth.authorizer-name'"));
		cases.add(Invalid.key("authorizer-name")
			.set("authorizer-name", "a".repeat(129))
			.says("1 to 128 letters")
			.cure("'aws.iot.custom-auth.authorizer-name'"));
		cases.add(Invalid.prefix()
			.set("authorizer-name", "One")
			.set("username", "user?x-amz-customauthorizer-name=" + SECRET)
			.says("'x-amz-customauthorizer-name' is in the query of the user name and set apart as well")
			.cure("'aws.iot.custom-auth.username'", "'aws.iot.custom-auth.authorizer-name'"));
		cases.add(Invalid.prefix()
			.set("token-key-name", "key")
			.set("token-value", SECRET)
			.set("token-signature", SECRET)
			.set("parameters.key", SECRET)
			.says("'key' is set twice")
			.cure("'aws.iot.custom-auth.token-*'", "'aws.iot.custom-auth.parameters.*'"));
		cases.add(Invalid.prefix()
			.set("token-key-name", "key")
			.set("token-value", SECRET + " ü")
			.set("token-signature", SECRET)
			.set("credentials-in", "headers")
			.says("must be printable ASCII")
			.cure("'aws.iot.custom-auth.credentials-in' to 'connect' or 'query'"));
		Stream.of("headers", "query")
			.map((location) -> Invalid.key("credentials-in")
				.set("credentials-in", location)
				.set("transport", "tls")
				.says("\"" + location + "\"", "no upgrade request")
				.cure("'aws.iot.custom-auth.credentials-in' to 'connect'",
						"'aws.iot.custom-auth.transport' to 'websocket'"))
			.forEach(cases::add);
	}

	private static void addSecrets(List<Invalid> cases) {
		cases.add(Invalid.key("password-file")
			.set("password", SECRET)
			.set("password-file", "/run/secrets/password")
			.says("Only one property can supply the password",
					"'aws.iot.custom-auth.password' and 'aws.iot.custom-auth.password-file'")
			.cure("'aws.iot.custom-auth.password' and 'aws.iot.custom-auth.password-file'"));
		Stream.of("password", "password-file")
			.map((name) -> Invalid.key("oauth2.registration")
				.set(name, SECRET)
				.set("oauth2.registration", "iot")
				.says("Only one property can supply the password",
						"'" + PREFIX + name + "' and 'aws.iot.custom-auth.oauth2.registration'")
				.cure("'" + PREFIX + name + "' and 'aws.iot.custom-auth.oauth2.registration'"))
			.forEach(cases::add);
		cases.add(Invalid.key("token-file")
			.set("token-key-name", "key")
			.set("token-value", SECRET)
			.set("token-file", "/run/secrets/token")
			.set("token-signature", SECRET)
			.says("Only one property can supply the token",
					"'aws.iot.custom-auth.token-value' and 'aws.iot.custom-auth.token-file'")
			.cure("'aws.iot.custom-auth.token-value' and 'aws.iot.custom-auth.token-file'"));
		cases.add(Invalid.key("token-key-name")
			.set("token-file", "/run/secrets/token")
			.says("missing: 'aws.iot.custom-auth.token-key-name' and 'aws.iot.custom-auth.token-signature'")
			.cure("Set 'aws.iot.custom-auth.token-key-name' and 'aws.iot.custom-auth.token-signature' as well",
					"'aws.iot.custom-auth.token-signing.private-key'", "'aws.iot.custom-auth.token-format'"));
		cases.add(Invalid.key("token-key-name")
			.set("token-format", "jwt")
			.says("missing: 'aws.iot.custom-auth.token-key-name' and 'aws.iot.custom-auth.token-value'")
			.cure("'aws.iot.custom-auth.token-file'"));
		cases.add(Invalid.key("token-value")
			.set("token-key-name", "key")
			.set("token-format", "jwt")
			.set("oauth2.send-as", "token")
			.says("missing: 'aws.iot.custom-auth.token-value'")
			.cure("'aws.iot.custom-auth.oauth2.registration'"));
		cases.add(Invalid.key("token-value")
			.set("token-key-name", "key")
			.set("token-value", SECRET)
			.set("token-format", "jwt")
			.says("A signed JWT has three parts")
			.cure("Set 'aws.iot.custom-auth.token-value' to a whole JWT that is signed with RS256"));
		Stream.of("password-file", "token-file")
			.map((name) -> Invalid.key(name)
				.set(name, "https://" + SECRET + "@abc.example/" + SECRET)
				.set("token-key-name", "key")
				.set(name.equals("token-file") ? "token-format" : "token-value", "jwt")
				.set(name.equals("token-file") ? "parameters.site" : "token-signature", SECRET)
				.says("neither a file nor on the class path")
				.cure("Set '" + PREFIX + name + "' to the location of a file"))
			.forEach(cases::add);
	}

	private static void addSigning(List<Invalid> cases) {
		Stream.of("token-signature=" + SECRET, "token-format=jwt", "token-signing.bundle=nothing")
			.map((other) -> other.split("="))
			.map((other) -> Invalid.key(other[0].equals("token-signature") ? "token-signing.private-key" : other[0])
				.set("token-key-name", "key")
				.set("token-value", SECRET)
				.set("token-signing.private-key", SECRET)
				.set(other[0], other[1])
				.says("Only one property can supply the signature of the token", "'" + PREFIX + other[0] + "'",
						"'aws.iot.custom-auth.token-signing.private-key'")
				.cure("'" + PREFIX + other[0] + "'", "'aws.iot.custom-auth.token-signing.private-key'"))
			.forEach(cases::add);
		cases.add(Invalid.key("token-format")
			.set("token-key-name", "key")
			.set("token-file", "/run/secrets/token")
			.set("token-format", "jwt")
			.set("token-signature", SECRET)
			.says("Only one property can supply the signature of the token")
			.cure("'aws.iot.custom-auth.token-signature' and 'aws.iot.custom-auth.token-format'"));
		cases.add(Invalid.key("token-key-name")
			.set("token-signing.private-key", SECRET)
			.says("missing: 'aws.iot.custom-auth.token-key-name' and 'aws.iot.custom-auth.token-value'")
			.cure("'aws.iot.custom-auth.token-key-name'"));
		cases.add(Invalid.key("token-signing.bundle")
			.set("token-key-name", "key")
			.set("token-value", SECRET)
			.set("token-signing.bundle", "nothing")
			.says("\"nothing\"", "no SSL bundle of this name; none is configured")
			.cure("'spring.ssl.bundle'", "'aws.iot.custom-auth.token-signing.bundle'"));
	}

	private static void addPrivateKeys(List<Invalid> cases) {
		cases.add(privateKey(TestKeys.pem(TestKeys.generate("EC", 256).getPrivate()), "is of the kind EC"));
		cases.add(privateKey(TestKeys.pem(TestKeys.generate("RSA", 1024).getPrivate()), "has 1024 bits"));
		cases.add(privateKey("-----BEGIN ENCRYPTED PRIVATE KEY-----\nczNjcjN0\n-----END ENCRYPTED PRIVATE KEY-----",
				"is encrypted"));
		cases.add(privateKey("-----BEGIN PRIVATE KEY-----\nczNjcjN0\n-----END PRIVATE KEY-----",
				"no PEM block with a private key"));
		cases.add(privateKey("classpath:META-INF/spring.factories", "no PEM block with a private key"));
		cases.add(privateKey(SECRET, "neither PEM text nor the location of a file"));
		cases.add(privateKey("https://abc.example/" + SECRET, "neither PEM text nor the location of a file"));
	}

	private static Invalid privateKey(String value, String reason) {
		return Invalid.key("token-signing.private-key")
			.set("token-key-name", "key")
			.set("token-value", SECRET)
			.set("token-signing.private-key", value)
			.says(reason)
			.cure("Set 'aws.iot.custom-auth.token-signing.private-key' to an RSA private key of at least 2048 bits");
	}

	private static void addAccessTokens(List<Invalid> cases) {
		cases.add(Invalid.key("oauth2.registration")
			.set("oauth2.registration", "iot")
			.says("\"iot\"", "Spring Security's OAuth2 client", "not on the class path")
			.cure("'org.springframework.boot:spring-boot-starter-security-oauth2-client'",
					"'aws.iot.custom-auth.oauth2.registration'"));
		cases.add(Invalid.key("token-key-name")
			.set("oauth2.registration", "iot")
			.set("oauth2.send-as", "token")
			.says("missing: 'aws.iot.custom-auth.token-key-name'")
			.cure("Set 'aws.iot.custom-auth.token-key-name' as well"));
		Stream.of("token-value", "token-file")
			.map((name) -> Invalid.key("oauth2.registration")
				.set("token-key-name", "key")
				.set(name, SECRET)
				.set("oauth2.registration", "iot")
				.set("oauth2.send-as", "token")
				.says("Only one property can supply the token",
						"'" + PREFIX + name + "' and 'aws.iot.custom-auth.oauth2.registration'")
				.cure("'" + PREFIX + name + "' and 'aws.iot.custom-auth.oauth2.registration'"))
			.forEach(cases::add);
		Stream.of("token-signature", "token-signing.private-key", "token-signing.bundle")
			.map((name) -> Invalid.key("oauth2.send-as")
				.set("token-key-name", "key")
				.set(name, SECRET)
				.set("oauth2.registration", "iot")
				.set("oauth2.send-as", "token")
				.says("Only one property can supply the signature of the token",
						"'" + PREFIX + name + "' and 'aws.iot.custom-auth.oauth2.send-as'")
				.cure("'" + PREFIX + name + "' and 'aws.iot.custom-auth.oauth2.send-as'"))
			.forEach(cases::add);
	}

	private static void addSettings(List<Invalid> cases) {
		cases.add(Invalid.key("client-id")
			.set("client-id", "ü".repeat(65))
			.says("has 130 bytes", "allows 128")
			.cure("'aws.iot.custom-auth.client-id'"));
		cases.add(Invalid.key("client-id")
			.set("client-id", "device-\uD83D\uDE00")
			.says("beyond U+FFFF")
			.cure("'aws.iot.custom-auth.client-id'"));
		cases.add(Invalid.key("session.expiry")
			.set("session.expiry", "1h")
			.says("generated at every start")
			.cure("'aws.iot.custom-auth.client-id'", "'aws.iot.custom-auth.session.expiry' to '60s'"));
		Stream.of("8d", "-1s")
			.map((expiry) -> Invalid.key("session.expiry")
				.set("client-id", "device-7")
				.set("session.expiry", expiry)
				.says("at most 7 days")
				.cure("'aws.iot.custom-auth.session.expiry'"))
			.forEach(cases::add);
		Stream.of("29s", "21m", "0", "-60s")
			.map((keepAlive) -> Invalid.key("keep-alive")
				.set("keep-alive", keepAlive)
				.says("between 30 seconds and 20 minutes")
				.cure("'aws.iot.custom-auth.keep-alive' to a duration from '30s' to '20m'"))
			.forEach(cases::add);
		cases.add(Invalid.key("keep-alive").set("keep-alive", "1500ms").says("\"1500ms\"").cure("keep-alive"));
		cases.add(Invalid.key("keep-alive").set("keep-alive", "20").says("\"20s\"").cure("keep-alive"));
		Stream.of("connect-timeout", "operation-timeout", "reconnect.min-delay", "request.timeout")
			.flatMap((name) -> Stream.of("0", "-1s")
				.map((value) -> Invalid.key(name).set(name, value).says("longer than zero").cure(PREFIX + name)))
			.forEach(cases::add);
		cases.add(Invalid.key("receive-maximum")
			.set("receive-maximum", "0")
			.says("between 1 and 65535", "\"0\"")
			.cure("'aws.iot.custom-auth.receive-maximum' to a number"));
		for (String rate : new String[] { "0", "-1", "fast", "1000000" }) {
			cases.add(Invalid.key("publish.rate")
				.set("publish.rate", rate)
				.says("a number of messages a second")
				.cure("'aws.iot.custom-auth.publish.rate' to a number such as '100', or to 'unlimited'"));
		}
		cases.add(Invalid.key("publish.max-pending")
			.set("publish.max-pending", "0")
			.says("No message could be published")
			.cure("'aws.iot.custom-auth.publish.max-pending' to at least '1'"));
		cases.add(Invalid.key("publish.max-pending-bytes")
			.set("publish.max-pending-bytes", "128KB")
			.says("would never be accepted", "\"131072B\"")
			.cure("'aws.iot.custom-auth.publish.max-pending-bytes' to at least '129KB'"));
		Stream.of("replies/+", "replies/#", "replies/\uD83D\uDE00", "a".repeat(257), "1/2/3/4/5/6/7/8/9")
			.map((topic) -> Invalid.key("request.reply-topic")
				.set("request.reply-topic", topic)
				.says("\"" + topic + "\"")
				.cure("Set 'aws.iot.custom-auth.request.reply-topic' to a topic that AWS IoT Core accepts"))
			.forEach(cases::add);
		cases.add(Invalid.key("publish.outbox")
			.set("publish.outbox", "jdbc")
			.says("The client id is generated")
			.cure("'aws.iot.custom-auth.client-id'", "'aws.iot.custom-auth.publish.outbox' to 'none'"));
		cases.add(Invalid.key("publish.outbox")
			.set("client-id", "device-7")
			.set("publish.outbox", "jdbc")
			.says("There is no database", "\"jdbc\"")
			.cure("spring-boot-starter-jdbc", "'aws.iot.custom-auth.publish.outbox' to 'none'"));
		cases.add(Invalid.key("reconnect.max-delay")
			.set("reconnect.min-delay", "3m")
			.says("\"120s\"", "shorter than the shortest, which is 180s")
			.cure("'aws.iot.custom-auth.reconnect.max-delay'", "'aws.iot.custom-auth.reconnect.min-delay'"));
	}

	private static void addWills(List<Invalid> cases) {
		Stream.of("a/#", "a/+/b", "gone/\uD83D\uDE00", "a".repeat(257), "1/2/3/4/5/6/7/8/9")
			.map((topic) -> Invalid.key("will.topic")
				.set("will.topic", topic)
				.says("\"" + topic + "\"")
				.cure("'aws.iot.custom-auth.will.topic'"))
			.forEach(cases::add);
		Stream.of("2", "-1")
			.map((qos) -> Invalid.key("will.qos")
				.set("will.topic", "gone")
				.set("will.qos", qos)
				.says("QoS " + qos)
				.cure("Set 'aws.iot.custom-auth.will.qos' to '0' or '1'"))
			.forEach(cases::add);
		cases.add(Invalid.key("will.topic")
			.set("will.payload", SECRET)
			.says("a payload but no topic")
			.cure("'aws.iot.custom-auth.will.topic'", "'aws.iot.custom-auth.will.payload'"));
		cases.add(Invalid.key("will.payload")
			.set("will.topic", "gone")
			.set("will.payload", SECRET.repeat(22000))
			.says("132000 bytes")
			.cure("'aws.iot.custom-auth.will.payload'"));
	}

	@ParameterizedTest
	@MethodSource("invalid")
	void explains(Invalid invalid, CapturedOutput output) {
		this.contextRunner.withClassLoader(new FilteredClassLoader("org.springframework.security"))
			.withPropertyValues(PREFIX + "endpoint=abc.example", PREFIX + "username=" + SECRET)
			.withInitializer((context) -> context.getEnvironment()
				.getPropertySources()
				.addFirst(new MapPropertySource("invalid", invalid.properties)))
			.run((context) -> {
				assertThat(context).hasFailed();
				assertThat(output).doesNotContain(SECRET);
				Throwable failure = context.getStartupFailure();
				FailureAnalysis analysis = new InvalidIotPropertyFailureAnalyzer(new MockEnvironment())
					.analyze(failure);
				assertThat(analysis).as(() -> "analysis of " + failure).isNotNull();
				assertThat(analysis.getDescription()).contains("Property: " + invalid.key + "\n")
					.contains(invalid.texts)
					.doesNotContain(SECRET);
				assertThat(analysis.getAction()).contains(invalid.cures).endsWith(".").doesNotContain(SECRET);
				for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
					assertThat(cause.getMessage()).doesNotContain(SECRET);
				}
			});
	}

	@Test
	void namesTheKnownBundles() {
		this.contextRunner
			.withPropertyValues(PREFIX + "endpoint=abc.example", PREFIX + "ssl.bundle=nothing",
					"spring.ssl.bundle.pem.iot.truststore.certificate=classpath:unused.pem")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidIotPropertyException.class)
				.hasMessageContaining("the known ones are 'iot'"));
	}

	@ParameterizedTest
	@CsvSource({ "options.ciphers=TLS_AES_128_GCM_SHA256, options.ciphers",
			"options.enabled-protocols=TLSv1.1, options.enabled-protocols",
			"options.enabled-protocols=TLSv1.2, TLSv1.2 and TLSv1.3 together" })
	void bundleThatTheNativeTlsCannotHonorIsExplained(String option, String reason) {
		this.contextRunner
			.withPropertyValues(PREFIX + "endpoint=abc.example", PREFIX + "ssl.bundle=iot",
					"spring.ssl.bundle.pem.iot." + option)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidIotPropertyException.class)
				.hasMessageContaining("'aws.iot.custom-auth.ssl.bundle'")
				.hasMessageContaining(reason));
	}

	@Test
	void trustStoreWithoutCertificatesIsExplained(@TempDir Path directory) throws Exception {
		Path file = directory.resolve("empty.p12");
		KeyStore empty = KeyStore.getInstance("PKCS12");
		empty.load(null, null);
		try (OutputStream out = Files.newOutputStream(file)) {
			empty.store(out, SECRET.toCharArray());
		}
		this.contextRunner
			.withPropertyValues(PREFIX + "endpoint=abc.example", PREFIX + "ssl.bundle=iot",
					"spring.ssl.bundle.jks.iot.truststore.location=" + file.toUri(),
					"spring.ssl.bundle.jks.iot.truststore.type=PKCS12",
					"spring.ssl.bundle.jks.iot.truststore.password=" + SECRET)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidIotPropertyException.class)
				.hasMessageContaining("'aws.iot.custom-auth.ssl.bundle'")
				.hasMessageContaining("has no trusted certificates")
				.hasMessageNotContaining(SECRET));
	}

	@Test
	void bundleWithoutAUsablePrivateKeyIsExplained() {
		Map.of("keystore.certificate", "(FileNotFoundException)", "truststore.certificate", "has no such private key")
			.forEach((store, reason) -> this.contextRunner
				.withPropertyValues(PREFIX + "endpoint=abc.example", PREFIX + "token-key-name=key",
						PREFIX + "token-value=" + SECRET, PREFIX + "token-signing.bundle=signing",
						"spring.ssl.bundle.pem.signing." + store + "=classpath:missing.pem")
				.run((context) -> assertThat(context).getFailure()
					.rootCause()
					.isInstanceOf(InvalidIotPropertyException.class)
					.hasMessageContaining("'aws.iot.custom-auth.token-signing.bundle'")
					.hasMessageContaining("SSL bundle 'signing'")
					.hasMessageContaining(reason)));
	}

	@Test
	void analysisReachesTheUserWithTheOriginOfTheValue(CapturedOutput output) {
		assertThatException().isThrownBy(() -> application().run("--aws.iot.custom-auth.endpoint=https://abc.example"));
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("    Property: aws.iot.custom-auth.endpoint")
			.contains("    Value: \"https://abc.example\"")
			.contains("    Origin: \"aws.iot.custom-auth.endpoint\" from property source \"commandLineArgs\"")
			.contains("    Reason: The endpoint must be a host name, without a scheme")
			.contains("Set 'aws.iot.custom-auth.endpoint' to 'abc.example'.");
	}

	@Test
	void unknownEnumValueIsExplainedByBoot(CapturedOutput output) {
		assertThatException().isThrownBy(
				() -> application().run("--aws.iot.custom-auth.endpoint=abc", "--aws.iot.custom-auth.transport=tcp"));
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("aws.iot.custom-auth.transport")
			.contains("TLS")
			.contains("WEBSOCKET");
	}

	@Test
	void refusedConnectionOfAFailFastStartIsExplained(CapturedOutput output) {
		assertThatException().isThrownBy(() -> application().run("--aws.iot.custom-auth.endpoint=abc.example",
				"--aws.iot.custom-auth.client-id=device-7", "--aws.iot.custom-auth.password=" + SECRET,
				"--aws.iot.custom-auth.fail-fast=true"));
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains(
					"Description:\n\nNo connection to abc.example:443: NOT_AUTHORIZED (0x87): The server refused the connection")
			.contains(
					"Action:\n\nPossible causes, the most likely one first:\n    1. The answer of the authorizer does not "
							+ "admit client id 'device-7'")
			.doesNotContain(SECRET);
	}

	private static SpringApplicationBuilder application() {
		return new SpringApplicationBuilder(RefusingApplication.class).web(WebApplicationType.NONE)
			.registerShutdownHook(false);
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(IotCustomAuthAutoConfiguration.class)
	static class RefusingApplication {

		@Bean
		FakeTransportFactory transportFactory() {
			return FakeTransportFactory.refusing();
		}

	}

	private static final class Invalid {

		private final String key;

		private final Map<String, Object> properties = new LinkedHashMap<>();

		private String[] texts = {};

		private String[] cures = {};

		private Invalid(String key) {
			this.key = key;
		}

		static Invalid key(String name) {
			return new Invalid(PREFIX + name);
		}

		static Invalid prefix() {
			return new Invalid(IotCustomAuthProperties.PREFIX);
		}

		Invalid set(String name, String value) {
			this.properties.put(PREFIX + name, value);
			return this;
		}

		Invalid says(String... texts) {
			this.texts = texts;
			return this;
		}

		Invalid cure(String... cures) {
			this.cures = cures;
			return this;
		}

		@Override
		public String toString() {
			String shown = this.properties.toString();
			return (shown.length() > 100) ? shown.substring(0, 100) + "…" : shown;
		}

	}

}
