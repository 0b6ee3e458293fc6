package io.github.iotcustomauth.local;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.iotcustomauth.local.authorizer.ConnectAttempt;
import io.github.iotcustomauth.local.authorizer.ConnectDecision;
import io.github.iotcustomauth.local.autoconfigure.LocalCredentials;
import io.github.iotcustomauth.local.autoconfigure.LocalIotCoreAccess;
import io.github.iotcustomauth.local.policy.Policies;
import io.github.iotcustomauth.local.policy.PolicyEvaluator;
import org.jspecify.annotations.Nullable;

/**
 * Finds a call of {@code mosquitto_pub} that an endpoint accepts: with a client id and a
 * topic that the policy of its user allows.
 */
final class MosquittoCommand {

	private static final String CLIENT_ID = "mosquitto";

	private static final Pattern PLAIN = Pattern.compile("[\\w@%+=:,./-]+");

	private final LocalIotCore endpoint;

	private final LocalIotCoreAccess access;

	MosquittoCommand(LocalIotCore endpoint, LocalIotCoreAccess access) {
		this.endpoint = endpoint;
		this.access = access;
	}

	// Return the line for a shell, or null when there is none. It has the password.
	@Nullable String find(Path caFile) {
		LocalCredentials credentials = this.access.credentials();
		if (credentials == null) {
			return null;
		}
		for (String clientId : clientIds(credentials)) {
			PolicyEvaluator policies = policies(credentials, clientId);
			String topic = (policies != null && policies.isAllowed("iot:Connect", "client/" + clientId))
					? topic(policies, clientId) : null;
			if (topic != null) {
				return line(caFile, credentials, clientId, topic);
			}
		}
		return null;
	}

	private List<String> clientIds(LocalCredentials credentials) {
		return Stream.concat(Stream.of(CLIENT_ID), examples(policies(credentials, CLIENT_ID), "iot:Connect", "client/"))
			.toList();
	}

	private @Nullable PolicyEvaluator policies(LocalCredentials credentials, String clientId) {
		String password = Base64.getEncoder().encodeToString(credentials.password().getBytes(StandardCharsets.UTF_8));
		ConnectDecision decision = this.endpoint.authorizer()
			.authorize(new ConnectAttempt(5, clientId, username(credentials), password, this.access.host(), null));
		return (decision instanceof ConnectDecision.Granted granted) ? granted.policies() : null;
	}

	private static @Nullable String topic(PolicyEvaluator policies, String clientId) {
		return Stream.concat(Stream.of(clientId + "/hello"), examples(policies, "iot:Publish", "topic/"))
			.filter((topic) -> policies.isAllowed("iot:Publish", "topic/" + topic))
			.findFirst()
			.orElse(null);
	}

	private static Stream<String> examples(@Nullable PolicyEvaluator evaluator, String action, String prefix) {
		return (evaluator instanceof Policies policies) ? policies.examples(action)
			.stream()
			.filter((resource) -> resource.startsWith(prefix))
			.map((resource) -> resource.substring(prefix.length())) : Stream.empty();
	}

	private static String username(LocalCredentials credentials) {
		return credentials.username() + "?x-amz-customauthorizer-name="
				+ URLEncoder.encode(credentials.authorizerName(), StandardCharsets.UTF_8);
	}

	private String line(Path caFile, LocalCredentials credentials, String clientId, String topic) {
		return Stream
			.of("mosquitto_pub", "-V", "5", "-h", this.access.host(), "-p", String.valueOf(this.access.port()),
					"--cafile", caFile.toAbsolutePath().toString(), "--tls-alpn", "mqtt", "-i", clientId, "-u",
					username(credentials), "-P", credentials.password(), "-q", "1", "-t", topic, "-m", "hello")
			.map(MosquittoCommand::quoted)
			.collect(Collectors.joining(" "));
	}

	private static String quoted(String argument) {
		return PLAIN.matcher(argument).matches() ? argument : "'" + argument.replace("'", "'\\''") + "'";
	}

}
