package io.github.iotcustomauth.local.app;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.iotcustomauth.local.app.ClientSearch.ExampleClient;
import io.github.iotcustomauth.local.authorizer.ClientCertificate;
import io.github.iotcustomauth.local.autoconfigure.LocalCredentials;
import io.github.iotcustomauth.local.autoconfigure.LocalIotCoreProperties.Authorizer;

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

	private final ClientSearch clients;

	/**
	 * Create a command.
	 * @param clients finds the client of the line
	 */
	MosquittoCommand(ClientSearch clients) {
		this.clients = clients;
	}

	// Return the shell command, which may contain a password, and the placeholders to
	// replace, or the reason why there is no command.
	String find(Path caFile) {
		LocalCredentials known = this.clients.credentials().orElse(null);
		if (known != null) {
			return ready(caFile, known);
		}
		Map.Entry<String, Authorizer> active = this.clients.active().stream().findFirst().orElse(null);
		if (active == null) {
			return NONE + ((this.clients.defaultAuthorizer() != null) ? "the default authorizer is INACTIVE; see its"
					: "all authorizers are INACTIVE; see their") + " property 'status'";
		}
		return withPlaceholders(caFile, active.getKey(), active.getValue());
	}

	private String ready(Path caFile, LocalCredentials credentials) {
		ExampleClient client = this.clients.find(credentials, username(credentials), CLIENT_ID, ClientSearch.WILDCARD)
			.orElse(null);
		if (client == null || client.topic() == null) {
			return NONE + "the policy of authorizer '" + credentials.authorizerName() + "' does not let the user '"
					+ credentials.username() + "' connect and publish";
		}
		return line(caFile, username(credentials), credentials.password(), client.clientId(), client.topic())
				+ certificateNote();
	}

	/**
	 * Return the user name of the CONNECT.
	 * @param credentials the credentials
	 * @return the user name with the name of the authorizer
	 */
	static String username(LocalCredentials credentials) {
		return credentials.username() + query(credentials.authorizerName());
	}

	/**
	 * Return what is known of the credentials for an authorizer.
	 * @param authorizer the authorizer
	 * @return the first user, or placeholders
	 */
	static LocalCredentials userOf(Map.Entry<String, Authorizer> authorizer) {
		return authorizer.getValue().getUsers().isEmpty()
				? new LocalCredentials(authorizer.getKey(), "<user>", "<password>")
				: ClientSearch.firstUser(authorizer);
	}

	private String certificateNote() {
		ClientCertificate certificate = this.clients.certificate();
		if (certificate == null) {
			return "";
		}
		return System.lineSeparator() + "Replace <certificate>, <key> with the files of the client certificate "
				+ certificate.id();
	}

	private String withPlaceholders(Path caFile, String name, Authorizer authorizer) {
		boolean signed = !authorizer.getSigningKeys().isEmpty();
		LocalCredentials user = userOf(Map.entry(name, authorizer));
		String token = signed
				? "&" + authorizer.getTokenKeyName() + "=<token>&x-amz-customauthorizer-signature=<signature>" : "";
		String line = line(caFile, username(user) + token, user.password(), CLIENT_ID, TOPIC);
		return line + System.lineSeparator() + "Replace "
				+ PLACEHOLDER.matcher(line).results().map(MatchResult::group).collect(Collectors.joining(", "))
				+ (signed ? " (token and signature percent-encoded)" : "")
				+ "; client id and topic have to be what the policy of authorizer '" + name + "' allows";
	}

	private static String query(String authorizerName) {
		return "?x-amz-customauthorizer-name=" + URLEncoder.encode(authorizerName, StandardCharsets.UTF_8);
	}

	private String line(Path caFile, String username, String password, String clientId, String topic) {
		Stream<String> start = Stream.of("mosquitto_pub", "-V", "5", "-h", this.clients.access().host(), "-p",
				String.valueOf(this.clients.access().port()), "--cafile", caFile.toAbsolutePath().toString());
		Stream<String> tls = (this.clients.certificate() != null)
				? Stream.of("--cert", "<certificate>", "--key", "<key>") : Stream.of("--tls-alpn", "mqtt");
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
