package io.github.iotcustomauth.local.app;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

import io.github.iotcustomauth.local.app.ClientSearch.ExampleClient;
import io.github.iotcustomauth.local.autoconfigure.LocalCredentials;
import io.github.iotcustomauth.local.autoconfigure.LocalIotCoreProperties.Authorizer;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.DumperOptions.NonPrintableStyle;
import org.yaml.snakeyaml.Yaml;

/**
 * Configuration with which an application that has the starter connects to an endpoint.
 *
 * @param clients finds the client id
 * @param caFile the CA certificate of the endpoint
 */
record ApplicationYaml(ClientSearch clients, Path caFile) {

	private static final String PREFIX = "aws.iot.custom-auth";

	private static final String BUNDLE = "local-iot-core";

	private static final String CLIENT_ID = "app";

	/**
	 * Return the configuration.
	 * @return lines for {@code application.yaml}, with placeholders for what the endpoint
	 * does not know; empty when no client may connect
	 */
	String text() {
		Map<String, Object> connection = new LinkedHashMap<>();
		connection.put("endpoint", this.clients.access().host());
		connection.put("port", this.clients.access().port());
		if (!this.clients.credentials().map((known) -> ready(connection, known)).orElseGet(() -> open(connection))) {
			return "";
		}
		Map<String, Object> root = new LinkedHashMap<>();
		root.put(PREFIX, connection);
		connection.put("ssl.bundle", BUNDLE);
		root.put("spring.ssl.bundle.pem." + BUNDLE, bundle(connection));
		return yaml().dump(root);
	}

	private boolean ready(Map<String, Object> connection, LocalCredentials credentials) {
		String clientId = this.clients.find(credentials, MosquittoCommand.username(credentials), CLIENT_ID, CLIENT_ID)
			.map(ExampleClient::clientId)
			.orElse(null);
		if (clientId != null) {
			put(connection, credentials, clientId);
		}
		return clientId != null;
	}

	private boolean open(Map<String, Object> connection) {
		Map.Entry<String, Authorizer> first = this.clients.active().stream().findFirst().orElse(null);
		if (first != null) {
			put(connection, MosquittoCommand.userOf(first), "<client id>");
			if (!first.getValue().getSigningKeys().isEmpty()) {
				connection.put("token-key-name", first.getValue().getTokenKeyName());
				connection.put("token-value", "<token>");
				connection.put("token-signature", "<signature>");
			}
		}
		return first != null;
	}

	private static void put(Map<String, Object> connection, LocalCredentials credentials, String clientId) {
		connection.put("authorizer-name", literal(credentials.authorizerName()));
		connection.put("username", literal(credentials.username()));
		connection.put("password", literal(credentials.password()));
		connection.put("client-id", literal(clientId));
	}

	private Map<String, Object> bundle(Map<String, Object> connection) {
		Map<String, Object> bundle = new LinkedHashMap<>();
		bundle.put("truststore.certificate", this.caFile.toUri().toString());
		if (this.clients.certificate() != null) {
			connection.put("transport", "tls");
			bundle.put("keystore.certificate", "<certificate>");
			bundle.put("keystore.private-key", "<key>");
		}
		return bundle;
	}

	// what looks like a placeholder of Spring is none here
	private static String literal(String value) {
		return value.replace("${", "\\${");
	}

	private static Yaml yaml() {
		DumperOptions options = new DumperOptions();
		options.setDefaultFlowStyle(FlowStyle.BLOCK);
		options.setSplitLines(false);
		options.setNonPrintableStyle(NonPrintableStyle.ESCAPE);
		return new Yaml(options);
	}

}
