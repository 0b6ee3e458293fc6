package io.github.iotcustomauth.local.app;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.iotcustomauth.local.authorizer.AuthorizerStatus;
import io.github.iotcustomauth.local.authorizer.ClientCertificate;
import io.github.iotcustomauth.local.authorizer.ConnectAttempt;
import io.github.iotcustomauth.local.authorizer.ConnectDecision;
import io.github.iotcustomauth.local.autoconfigure.LocalAuthorizers;
import io.github.iotcustomauth.local.autoconfigure.LocalCredentials;
import io.github.iotcustomauth.local.autoconfigure.LocalIotCoreAccess;
import io.github.iotcustomauth.local.autoconfigure.LocalIotCoreProperties.Authorizer;
import io.github.iotcustomauth.local.policy.Policies;
import io.github.iotcustomauth.local.policy.PolicyEvaluator;
import org.jspecify.annotations.Nullable;

/**
 * Finds a {@code mosquitto_pub} command line that an endpoint accepts, with a client id
 * and a topic that the policy of its user allows. Values that the endpoint does not know
 * are placeholders.
 */
final class MosquittoCommand {

	private static final String NONE = "No line for mosquitto_pub: ";

	private static final String CLIENT_ID = "mosquitto";

	private static final String TOPIC = CLIENT_ID + "/hello";

	private static final Pattern PLAIN = Pattern.compile("[\\w@%+=:,./-]+");

	private static final Pattern PLACEHOLDER = Pattern.compile("<\\w+>");

	private final LocalAuthorizers decider;

	private final LocalIotCoreAccess access;

	private final Map<String, Authorizer> authorizers;

	private final @Nullable String defaultAuthorizer;

	/**
	 * Create a command.
	 * @param decider decides about the client of the line
	 * @param access host, port, certificate authority and credentials
	 * @param authorizers the properties of each authorizer by name, in order of
	 * preference; may be empty properties
	 * @param defaultAuthorizer the name of the default authorizer
	 */
	MosquittoCommand(LocalAuthorizers decider, LocalIotCoreAccess access, Map<String, Authorizer> authorizers,
			@Nullable String defaultAuthorizer) {
		this.decider = decider;
		this.access = access;
		this.authorizers = authorizers;
		this.defaultAuthorizer = defaultAuthorizer;
	}

	// Return the shell command, which may contain a password, and the placeholders to
	// replace, or the reason why there is no command.
	String find(Path caFile) {
		if (this.access.credentials() != null) {
			return ready(caFile, this.access.credentials());
		}
		List<Map.Entry<String, Authorizer>> active = this.authorizers.entrySet()
			.stream()
			.filter((entry) -> this.defaultAuthorizer == null || this.defaultAuthorizer.equals(entry.getKey()))
			.filter((entry) -> entry.getValue().getStatus() == AuthorizerStatus.ACTIVE)
			.toList();
		if (active.isEmpty()) {
			return NONE + ((this.defaultAuthorizer != null) ? "the default authorizer is INACTIVE; see its"
					: "all authorizers are INACTIVE; see their") + " property 'status'";
		}
		return active.stream()
			.filter((entry) -> !entry.getValue().getUsers().isEmpty() && entry.getValue().getSigningKeys().isEmpty())
			.findFirst()
			.map((entry) -> ready(caFile, credentials(entry)))
			.orElseGet(() -> withPlaceholders(caFile, active.get(0).getKey(), active.get(0).getValue()));
	}

	private static LocalCredentials credentials(Map.Entry<String, Authorizer> authorizer) {
		Map.Entry<String, String> user = authorizer.getValue().getUsers().entrySet().iterator().next();
		return new LocalCredentials(authorizer.getKey(), user.getKey(), user.getValue());
	}

	private String ready(Path caFile, LocalCredentials credentials) {
		String username = credentials.username() + query(credentials.authorizerName());
		for (String clientId : clientIds(username, credentials.password())) {
			PolicyEvaluator policies = policies(username, credentials.password(), clientId);
			String topic = (policies != null && policies.isAllowed("iot:Connect", "client/" + clientId))
					? topic(policies, clientId) : null;
			if (topic != null) {
				return line(caFile, username, credentials.password(), clientId, topic) + certificateNote();
			}
		}
		return NONE + "the policy of authorizer '" + credentials.authorizerName() + "' does not let the user '"
				+ credentials.username() + "' connect and publish";
	}

	private List<String> clientIds(String username, String password) {
		return Stream
			.concat(Stream.of(CLIENT_ID), examples(policies(username, password, CLIENT_ID), "iot:Connect", "client/"))
			.toList();
	}

	private @Nullable PolicyEvaluator policies(String username, String password, String clientId) {
		String base64 = Base64.getEncoder().encodeToString(password.getBytes(StandardCharsets.UTF_8));
		ConnectAttempt attempt = new ConnectAttempt(5, clientId, username, base64, this.access.host(), null)
			.withClientCertificate(certificate());
		ConnectDecision decision = this.decider.registry().authorize(attempt);
		return (decision instanceof ConnectDecision.Granted granted) ? granted.policies() : null;
	}

	private @Nullable ClientCertificate certificate() {
		return this.decider.clientCertificates().stream().findFirst().orElse(null);
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

	private String certificateNote() {
		ClientCertificate certificate = certificate();
		if (certificate == null) {
			return "";
		}
		return System.lineSeparator() + "Replace <certificate>, <key> with the files of the client certificate "
				+ certificate.id();
	}

	private String withPlaceholders(Path caFile, String name, Authorizer authorizer) {
		boolean signed = !authorizer.getSigningKeys().isEmpty();
		LocalCredentials user = authorizer.getUsers().isEmpty() ? new LocalCredentials(name, "<user>", "<password>")
				: credentials(Map.entry(name, authorizer));
		String token = signed
				? "&" + authorizer.getTokenKeyName() + "=<token>&x-amz-customauthorizer-signature=<signature>" : "";
		String line = line(caFile, user.username() + query(name) + token, user.password(), CLIENT_ID, TOPIC);
		return line + System.lineSeparator() + "Replace "
				+ PLACEHOLDER.matcher(line).results().map(MatchResult::group).collect(Collectors.joining(", "))
				+ (signed ? " (token and signature percent-encoded)" : "")
				+ "; client id and topic have to be what the policy of authorizer '" + name + "' allows";
	}

	private static String query(String authorizerName) {
		return "?x-amz-customauthorizer-name=" + URLEncoder.encode(authorizerName, StandardCharsets.UTF_8);
	}

	private String line(Path caFile, String username, String password, String clientId, String topic) {
		Stream<String> start = Stream.of("mosquitto_pub", "-V", "5", "-h", this.access.host(), "-p",
				String.valueOf(this.access.port()), "--cafile", caFile.toAbsolutePath().toString());
		Stream<String> tls = (certificate() != null) ? Stream.of("--cert", "<certificate>", "--key", "<key>")
				: Stream.of("--tls-alpn", "mqtt");
		Stream<String> rest = Stream.of("-i", clientId, "-u", username, "-P", password, "-q", "1", "-t", topic, "-m",
				"hello");
		return Stream.of(start, tls, rest)
			.flatMap(Function.identity())
			.map(MosquittoCommand::quoted)
			.collect(Collectors.joining(" "));
	}

	private static String quoted(String argument) {
		return PLAIN.matcher(argument).matches() ? argument : "'" + argument.replace("'", "'\\''") + "'";
	}

}
