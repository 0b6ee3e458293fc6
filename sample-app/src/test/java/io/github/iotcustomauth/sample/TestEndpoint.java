package io.github.iotcustomauth.sample;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.github.iotcustomauth.local.LocalIotCore;
import io.github.iotcustomauth.local.LocalIotCoreBuilder;
import io.github.iotcustomauth.local.LocalIotCoreEvent;
import io.github.iotcustomauth.local.authorizer.AuthorizerStatus;
import io.github.iotcustomauth.local.authorizer.RegisteredAuthorizer;
import io.github.iotcustomauth.local.authorizer.StaticAuthorizer;
import io.github.iotcustomauth.local.authorizer.TokenVerifier;
import org.awaitility.Awaitility;

/**
 * An endpoint outside the application, with an authorizer for users and one for tokens.
 * Can be stopped and started again on its port.
 */
final class TestEndpoint implements AutoCloseable {

	static final String USER_AUTHORIZER = "Users";

	static final String USERNAME = "thermometer";

	static final String PASSWORD = "correct";

	static final String TOKEN_AUTHORIZER = "Tokens";

	static final String TOKEN_NAME = "DeviceToken";

	private static final String POLICY = """
			{"Version": "2012-10-17", "Statement": {"Effect": "Allow",
			"Action": ["iot:Connect", "iot:Publish", "iot:Receive", "iot:Subscribe"], "Resource": "*"}}""";

	private final KeyPair signingKey = generateKey();

	private final LocalIotCoreBuilder builder = builder(this.signingKey);

	private LocalIotCore core;

	TestEndpoint() {
		this.core = this.builder.start();
	}

	private static LocalIotCoreBuilder builder(KeyPair signingKey) {
		TokenVerifier tokens = new TokenVerifier(TOKEN_NAME, List.of((RSAPublicKey) signingKey.getPublic()));
		return LocalIotCore.builder()
			.authorizer(USER_AUTHORIZER,
					new StaticAuthorizer(USER_AUTHORIZER, Map.of(USERNAME, PASSWORD), List.of(POLICY)))
			.authorizer(new RegisteredAuthorizer(TOKEN_AUTHORIZER, AuthorizerStatus.ACTIVE, tokens,
					new StaticAuthorizer(TOKEN_AUTHORIZER, Map.of(), List.of(POLICY))));
	}

	int port() {
		return this.core.getPort();
	}

	void stop() {
		this.core.close();
	}

	void startAgain() {
		int port = port();
		// another process may have taken the port for a moment
		this.core = Awaitility.await()
			.atMost(Duration.ofSeconds(30))
			.ignoreException(IllegalStateException.class)
			.until(() -> this.builder.port(port).start(), Objects::nonNull);
	}

	boolean happened(LocalIotCoreEvent.Type type, String clientId, String detail) {
		return this.core.getEvents()
			.stream()
			.anyMatch((event) -> event.type() == type && event.clientId().equals(clientId)
					&& event.detail().startsWith(detail));
	}

	Path writeCaFile(Path directory) throws IOException {
		Path file = directory.resolve("ca.pem");
		Files.writeString(file, this.core.getCaCertificatePem());
		return file;
	}

	String sign(String token) throws GeneralSecurityException {
		Signature signature = Signature.getInstance("SHA256withRSA");
		signature.initSign(this.signingKey.getPrivate());
		signature.update(token.getBytes(StandardCharsets.UTF_8));
		return Base64.getEncoder().encodeToString(signature.sign());
	}

	private static KeyPair generateKey() {
		try {
			KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
			generator.initialize(2048);
			return generator.generateKeyPair();
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public void close() {
		stop();
	}

}
