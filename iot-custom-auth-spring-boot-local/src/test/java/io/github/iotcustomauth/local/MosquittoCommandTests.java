package io.github.iotcustomauth.local;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

import io.github.iotcustomauth.local.autoconfigure.StandaloneLocalIotCore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

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
		assertThat(command(one, policy)).isNull();
		assertThat(command(one, policy.replace("iot:Connect", "iot:Publish"))).isNull();
		assertThat(command(
				Map.of("authorizers.Mine.users.alice", "wonderland", "authorizers.Other.users.bob", "builder"), null))
			.isNull();
	}

	private static @Nullable String command(Map<String, String> properties, @Nullable String policy) {
		Map<String, String> all = new LinkedHashMap<>(properties);
		if (policy != null) {
			all.put("authorizers.Mine.policy", policy);
		}
		try (StandaloneLocalIotCore endpoint = StandaloneLocalIotCore.start(all)) {
			return new MosquittoCommand(endpoint.endpoint(), endpoint.access()).find(Path.of("ca.pem"));
		}
	}

}
