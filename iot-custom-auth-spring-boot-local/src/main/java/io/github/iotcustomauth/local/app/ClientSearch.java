package io.github.iotcustomauth.local.app;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
 * Finds clients that an endpoint accepts: credentials, and a client id and a topic that
 * the policy of their user allows.
 *
 * @param decider decides about the clients
 * @param access host and credentials
 * @param authorizers the properties of each authorizer by name, in order of preference;
 * may be empty properties
 * @param defaultAuthorizer the name of the default authorizer
 */
record ClientSearch(LocalAuthorizers decider, LocalIotCoreAccess access, Map<String, Authorizer> authorizers,
		@Nullable String defaultAuthorizer) {

	/** Stands for the wildcard in an example of a resource. */
	static final String WILDCARD = "example";

	/**
	 * Return the authorizers that clients may use, of which the default one is the only
	 * one if there is one.
	 * @return the authorizers
	 */
	List<Map.Entry<String, Authorizer>> active() {
		return this.authorizers.entrySet()
			.stream()
			.filter((entry) -> this.defaultAuthorizer == null || this.defaultAuthorizer.equals(entry.getKey()))
			.filter((entry) -> entry.getValue().getStatus() == AuthorizerStatus.ACTIVE)
			.toList();
	}

	/**
	 * Return credentials that are sufficient.
	 * @return credentials, none when a function or a signed token decides
	 */
	Optional<LocalCredentials> credentials() {
		if (this.access.credentials() != null) {
			return Optional.of(this.access.credentials());
		}
		return active().stream()
			.filter((entry) -> !entry.getValue().getUsers().isEmpty() && entry.getValue().getSigningKeys().isEmpty())
			.findFirst()
			.map(ClientSearch::firstUser);
	}

	static LocalCredentials firstUser(Map.Entry<String, Authorizer> authorizer) {
		Map.Entry<String, String> user = authorizer.getValue().getUsers().entrySet().iterator().next();
		return new LocalCredentials(authorizer.getKey(), user.getKey(), user.getValue());
	}

	/**
	 * Find a client for credentials.
	 * @param credentials the credentials
	 * @param username the user name that the client sends
	 * @param name what to call the client, if the policy allows it
	 * @param wildcard what to put in the place of a wildcard of the policy: two clients
	 * must not have the same id
	 * @return a client that may connect and publish if there is one, otherwise one that
	 * may connect
	 */
	Optional<ExampleClient> find(LocalCredentials credentials, String username, String name, String wildcard) {
		List<ExampleClient> clients = clientIds(username, credentials.password(), name, wildcard)
			.flatMap((clientId) -> client(username, credentials.password(), clientId).stream())
			.toList();
		return clients.stream().filter((client) -> client.topic() != null).findFirst().or(clients.stream()::findFirst);
	}

	private Stream<String> clientIds(String username, String password, String name, String wildcard) {
		Stream<String> examples = examples(policies(username, password, name), "iot:Connect", "client/")
			.map((clientId) -> clientId.replace(WILDCARD, wildcard));
		return Stream.concat(Stream.of(name), examples);
	}

	private Optional<ExampleClient> client(String username, String password, String clientId) {
		PolicyEvaluator policies = policies(username, password, clientId);
		return (policies != null && policies.isAllowed("iot:Connect", "client/" + clientId))
				? Optional.of(new ExampleClient(clientId, topic(policies, clientId))) : Optional.empty();
	}

	private @Nullable PolicyEvaluator policies(String username, String password, String clientId) {
		String base64 = Base64.getEncoder().encodeToString(password.getBytes(StandardCharsets.UTF_8));
		ConnectAttempt attempt = new ConnectAttempt(5, clientId, username, base64, this.access.host(), null)
			.withClientCertificate(certificate());
		ConnectDecision decision = this.decider.registry().authorize(attempt);
		return (decision instanceof ConnectDecision.Granted granted) ? granted.policies() : null;
	}

	/**
	 * Return the certificate that a client has to present.
	 * @return the first of the registered certificates, or {@code null} when clients need
	 * none
	 */
	@Nullable ClientCertificate certificate() {
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

	/**
	 * A client that an endpoint accepts.
	 *
	 * @param clientId its client id
	 * @param topic a topic that it may publish to, or {@code null} if none was found
	 */
	record ExampleClient(String clientId, @Nullable String topic) {

	}

}
