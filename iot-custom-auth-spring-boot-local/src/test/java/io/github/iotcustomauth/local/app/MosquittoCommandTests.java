package io.github.iotcustomauth.local.app;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

import io.github.iotcustomauth.local.authorizer.ClientCertificate;
import io.github.iotcustomauth.local.authorizer.TestCertificates;
import io.github.iotcustomauth.local.authorizer.TestTokens;
import io.github.iotcustomauth.local.autoconfigure.LocalIotCoreProperties;
import io.github.iotcustomauth.local.autoconfigure.StandaloneLocalIotCore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link MosquittoCommand}.
 */
class MosquittoCommandTests {

	@Test
	void staysBelowTheOwnClientIdByDefault() {
		assertThat(command(Map.of("authorizers.Mine.users.alice", "wonderland"), null))
			.endsWith(" --tls-alpn mqtt -i mosquitto -u 'alice?x-amz-customauthorizer-name=Mine' -P wonderland -q 1"
					+ " -t mosquitto/hello -m hello");
	}

	@Test
	void followsThePolicy() {
		String policy = """
				{"Version": "2012-10-17", "Statement": [
				{"Effect": "Allow", "Action": "iot:Connect", "Resource": "arn:aws:iot:*:*:client/sensor-*"},
				{"Effect": "Allow", "Action": "iot:Publish", "Resource": "arn:aws:iot:*:*:topic/${iot:ClientId}/t"}]}""";
		assertThat(command(Map.of("authorizers.Mine.users.alice", "it's"), policy)).contains(" -i sensor-example ")
			.contains(" -P 'it'\\''s' ")
			.contains(" -t sensor-example/t ");
	}

	@Test
	void isThereOnlyIfAUserMayPublish() {
		String policy = """
				{"Version": "2012-10-17", "Statement":
				{"Effect": "Allow", "Action": "iot:Connect", "Resource": "*"}}""";
		Map<String, String> one = Map.of("authorizers.Mine.users.alice", "wonderland");
		String none = "No line for mosquitto_pub: the policy of authorizer 'Mine' does not let the user 'alice' "
				+ "connect and publish";
		assertThat(command(one, policy)).isEqualTo(none);
		assertThat(command(one, policy.replace("iot:Connect", "iot:Publish"))).isEqualTo(none);
	}

	@Test
	void isForTheFirstAuthorizerWithUsersIfNoneIsTheDefault() {
		Map<String, String> several = Map.of("authorizers.Function.lambda.url", "http://127.0.0.1:9",
				"authorizers.Mine.users.alice", "wonderland", "authorizers.Sleeping.users.bob", "builder",
				"authorizers.Sleeping.status", "INACTIVE");
		assertThat(command(several, null)).contains(" -u 'alice?x-amz-customauthorizer-name=Mine' -P wonderland ")
			.doesNotContain("Replace");
	}

	@Test
	void hasPlaceholdersForWhatAFunctionWants() {
		Map<String, String> several = Map.of("authorizers[a=b].lambda.url", "http://127.0.0.1:9", "default-authorizer",
				"a=b", "authorizers.Mine.users.alice", "wonderland");
		assertThat(command(several, null).lines()).satisfiesExactly(
				(line) -> assertThat(line).startsWith("mosquitto_pub -V 5 ")
					.endsWith(" -i mosquitto -u '<user>?x-amz-customauthorizer-name=a%3Db' -P '<password>' -q 1"
							+ " -t mosquitto/hello -m hello"),
				(note) -> assertThat(note).isEqualTo("Replace <user>, <password>; client id and topic have to be "
						+ "what the policy of authorizer 'a=b' allows"));
	}

	@Test
	void hasPlaceholdersForTheClientCertificate() {
		ClientCertificate certificate = TestCertificates.registered();
		Map<String, String> properties = Map.of("authorizers.Mine.users.alice", "wonderland",
				"certificates.device.certificate", certificate.pem());
		assertThat(command(properties, null).lines()).satisfiesExactly(
				(line) -> assertThat(line).contains(" --cert '<certificate>' --key '<key>' -i mosquitto ")
					.contains(" -P wonderland ")
					.doesNotContain("alpn"),
				(note) -> assertThat(note).isEqualTo(
						"Replace <certificate>, <key> with the files of the client certificate " + certificate.id()));
	}

	@Test
	void hasPlaceholdersForASignedToken() {
		Map<String, String> signed = new LinkedHashMap<>(Map.of("authorizers.Mine.token-key-name", "tok",
				"authorizers.Mine.signing-keys.first", TestTokens.pem(TestTokens.publicKey(TestTokens.FIRST))));
		String query = "?x-amz-customauthorizer-name=Mine&tok=<token>&x-amz-customauthorizer-signature=<signature>' ";
		assertThat(command(signed, null)).contains(" -u '<user>" + query + "-P '<password>' ")
			.contains("Replace <user>, <token>, <signature>, <password> (token and signature percent-encoded); ");
		signed.put("authorizers.Mine.users.alice", "wonderland");
		assertThat(command(signed, null)).contains(" -u 'alice" + query + "-P wonderland ")
			.contains("Replace <token>, <signature> (token and signature percent-encoded); ");
	}

	@Test
	void inactiveAuthorizersLetNobodyIn() {
		Map<String, String> inactive = new LinkedHashMap<>(
				Map.of("authorizers.Mine.users.alice", "wonderland", "authorizers.Mine.status", "INACTIVE"));
		assertThat(command(inactive, null))
			.isEqualTo("No line for mosquitto_pub: all authorizers are INACTIVE; see their property 'status'");
		inactive.put("authorizers.Other.users.bob", "builder");
		inactive.put("default-authorizer", "Mine");
		assertThat(command(inactive, null))
			.isEqualTo("No line for mosquitto_pub: the default authorizer is INACTIVE; see its property 'status'");
	}

	private static String command(Map<String, String> properties, @Nullable String policy) {
		Map<String, String> all = new LinkedHashMap<>(properties);
		if (policy != null) {
			all.put("authorizers.Mine.policy", policy);
		}
		LocalIotCoreProperties bound = new Binder(new MapConfigurationPropertySource(all)).bindOrCreate("",
				LocalIotCoreProperties.class);
		try (StandaloneLocalIotCore endpoint = StandaloneLocalIotCore.start(all)) {
			return new MosquittoCommand(new ClientSearch(endpoint.authorizers(), endpoint.access(),
					bound.getAuthorizers(), bound.getDefaultAuthorizer()))
				.find(Path.of("ca.pem"));
		}
	}

}
