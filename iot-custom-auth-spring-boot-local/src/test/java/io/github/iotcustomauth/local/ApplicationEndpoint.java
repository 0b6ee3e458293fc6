package io.github.iotcustomauth.local;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.IntStream;

import io.github.iotcustomauth.local.LocalIotCoreEvent.Type;
import io.github.iotcustomauth.local.app.LocalIotCoreApplication;
import io.github.iotcustomauth.local.authorizer.TestTokens;

import org.springframework.context.ConfigurableApplicationContext;

/**
 * The endpoint as a process of its own would start it, for clients that know no Java: one
 * authorizer for a user with a password, one for signed tokens. Both let clients connect
 * whose id starts with {@code known-}, and use the topics below {@code allowed}.
 */
final class ApplicationEndpoint implements AutoCloseable {

	static final String USERS = "DeviceAuthorizer";

	static final String SIGNED = "TokenAuthorizer";

	static final String TOKEN_KEY_NAME = "token";

	/** Its signature has a {@code +}, which a query must not carry as it is. */
	static final String TOKEN = IntStream.iterate(0, (number) -> number + 1)
		.mapToObj((number) -> "token-" + number)
		.filter((token) -> sign(token).contains("+"))
		.findFirst()
		.orElseThrow();

	private static final String POLICY = """
			{"Version": "2012-10-17", "Statement": {"Effect": "Allow", \
			"Action": ["iot:Connect", "iot:Publish", "iot:Subscribe", "iot:Receive"], \
			"Resource": ["arn:aws:iot:*:*:client/known-*", "arn:aws:iot:*:*:topic/allowed/*", \
			"arn:aws:iot:*:*:topicfilter/allowed/*"]}}""";

	private final Path caFile;

	private final ConfigurableApplicationContext application;

	private final LocalIotCore core;

	private ApplicationEndpoint(Path caFile) {
		this.caFile = caFile;
		String prefix = "--aws.iot.custom-auth.local.";
		this.application = LocalIotCoreApplication.run(prefix + "ca-file=" + caFile,
				prefix + "authorizers." + USERS + ".users.device=correct",
				prefix + "authorizers." + USERS + ".policy=" + POLICY,
				prefix + "authorizers." + SIGNED + ".token-key-name=" + TOKEN_KEY_NAME,
				prefix + "authorizers." + SIGNED + ".signing-keys.first="
						+ TestTokens.pem(TestTokens.FIRST.getPublic()),
				prefix + "authorizers." + SIGNED + ".policy=" + POLICY);
		this.core = this.application.getBean(LocalIotCore.class);
	}

	static ApplicationEndpoint start(Path directory) {
		return new ApplicationEndpoint(directory.resolve("ca.pem"));
	}

	static String sign(String token) {
		return TestTokens.sign(TestTokens.FIRST.getPrivate(), token);
	}

	static String encode(String text) {
		return URLEncoder.encode(text, StandardCharsets.UTF_8);
	}

	Path caFile() {
		return this.caFile;
	}

	int port() {
		return this.core.getPort();
	}

	boolean happened(Type type, String clientId, String detail) {
		return this.core.getEvents()
			.stream()
			.anyMatch((event) -> event.type() == type && event.clientId().equals(clientId)
					&& event.detail().contains(detail));
	}

	@Override
	public void close() {
		this.application.close();
	}

}
