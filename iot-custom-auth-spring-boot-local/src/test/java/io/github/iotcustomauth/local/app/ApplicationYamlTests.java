package io.github.iotcustomauth.local.app;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.iotcustomauth.local.authorizer.TestCertificates;
import io.github.iotcustomauth.local.authorizer.TestTokens;
import io.github.iotcustomauth.local.autoconfigure.LocalIotCoreProperties;
import io.github.iotcustomauth.local.autoconfigure.StandaloneLocalIotCore;
import org.junit.jupiter.api.Test;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.ByteArrayResource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ApplicationYaml}.
 */
class ApplicationYamlTests {

	private static final Path CA_FILE = Path.of("ca.pem").toAbsolutePath();

	@Test
	void hasWhatAnApplicationNeeds() {
		int[] port = new int[1];
		String yaml = yaml(Map.of("authorizers.Mine.users.alice", "wonderland"), port);
		assertThat(yaml).isEqualTo("""
				aws.iot.custom-auth:
				  endpoint: localhost
				  port: %d
				  authorizer-name: Mine
				  username: alice
				  password: wonderland
				  client-id: app
				  ssl.bundle: local-iot-core
				spring.ssl.bundle.pem.local-iot-core:
				  truststore.certificate: %s
				""".formatted(port[0], CA_FILE.toUri()));
	}

	@Test
	void hasAClientIdThatThePolicyAllowsAndTheLineForMosquittoDoesNotUse() {
		String policy = """
				{"Version": "2012-10-17", "Statement": [
				{"Effect": "Allow", "Action": "iot:Connect", "Resource": "arn:aws:iot:*:*:client/sensor-*"},
				{"Effect": "Allow", "Action": "iot:Subscribe", "Resource": "*"}]}""";
		assertThat(yaml(Map.of("authorizers.Mine.users.alice", "wonderland", "authorizers.Mine.policy", policy)))
			.contains("client-id: sensor-app\n");
		assertThat(yaml(Map.of("authorizers.Mine.users.alice", "wonderland", "authorizers.Mine.policy",
				policy.replace("sensor-*", "sensor"))))
			.contains("client-id: sensor\n");
	}

	@Test
	void isEmptyIfThePolicyAllowsNoConnection() {
		String policy = """
				{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "iot:Publish", "Resource": "*"}}""";
		assertThat(yaml(Map.of("authorizers.Mine.users.alice", "wonderland", "authorizers.Mine.policy", policy)))
			.isEmpty();
		assertThat(yaml(Map.of("authorizers.Mine.users.alice", "wonderland", "authorizers.Mine.status", "INACTIVE")))
			.isEmpty();
	}

	@Test
	void springReadsEveryPasswordAsItIs() throws Exception {
		for (String password : List.of("0123", "true", "a: b #c", "it's", "\"q\"", "${user.name}", "a${b:c}", "\\",
				" x ", "ä\u0001", "-", "*a", "<password>")) {
			assertThat(property(yaml(Map.of("authorizers.Mine.users.alice", password)), "password"))
				.isEqualTo(password);
		}
	}

	@Test
	void hasPlaceholdersForWhatAFunctionOrATokenWants() {
		assertThat(yaml(Map.of("authorizers.Mine.lambda.url", "http://127.0.0.1:9"))).contains("username: <user>\n",
				"password: <password>\n", "client-id: <client id>\n");
		assertThat(yaml(Map.of("authorizers.Mine.token-key-name", "tok", "authorizers.Mine.signing-keys.first",
				TestTokens.pem(TestTokens.publicKey(TestTokens.FIRST)))))
			.contains("token-key-name: tok\n", "token-value: <token>\n", "token-signature: <signature>\n");
	}

	@Test
	void hasPlaceholdersForTheClientCertificate() {
		assertThat(yaml(Map.of("authorizers.Mine.users.alice", "wonderland", "certificates.device.certificate",
				TestCertificates.registered().pem())))
			.contains("transport: tls\n", "keystore.certificate: <certificate>\n", "keystore.private-key: <key>\n");
	}

	private static String property(String yaml, String name) throws Exception {
		List<PropertySource<?>> sources = new YamlPropertySourceLoader().load("test",
				new ByteArrayResource(yaml.getBytes(StandardCharsets.UTF_8)));
		StandardEnvironment environment = new StandardEnvironment();
		sources.forEach(environment.getPropertySources()::addFirst);
		return environment.getRequiredProperty("aws.iot.custom-auth." + name);
	}

	private static String yaml(Map<String, String> properties) {
		return yaml(properties, new int[1]);
	}

	private static String yaml(Map<String, String> properties, int[] port) {
		Map<String, String> all = new LinkedHashMap<>(properties);
		LocalIotCoreProperties bound = new Binder(new MapConfigurationPropertySource(all)).bindOrCreate("",
				LocalIotCoreProperties.class);
		try (StandaloneLocalIotCore endpoint = StandaloneLocalIotCore.start(all)) {
			port[0] = endpoint.access().port();
			return new ApplicationYaml(new ClientSearch(endpoint.authorizers(), endpoint.access(),
					bound.getAuthorizers(), bound.getDefaultAuthorizer()), CA_FILE)
				.text();
		}
	}

}
