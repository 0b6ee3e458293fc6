package io.github.iotcustomauth.local.internal.http;

import java.util.UUID;
import java.util.function.Consumer;

import io.github.iotcustomauth.local.DataPlaneException;
import io.github.iotcustomauth.local.DataPlaneException.Reason;
import io.github.iotcustomauth.local.LocalIotCoreMessage;
import io.github.iotcustomauth.local.authorizer.ConnectAttempt;
import io.github.iotcustomauth.local.authorizer.ConnectDecision;
import io.github.iotcustomauth.local.internal.channel.Transport;
import io.github.iotcustomauth.local.internal.protocol.Refusal;
import io.github.iotcustomauth.local.internal.session.AuthorizerCall;
import io.github.iotcustomauth.local.internal.session.PublishRules;
import io.github.iotcustomauth.local.internal.session.SessionContext;
import io.github.iotcustomauth.local.policy.PolicyDecision;
import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;

/**
 * Asks a custom authorizer whether a client may publish over HTTPS: once for each
 * request, as AWS does unless its authorizer caches. One for each connection.
 */
final class PublishAuthorizer {

	private final SessionContext context;

	private final Channel client;

	private final String connectionId = UUID.randomUUID().toString();

	PublishAuthorizer(SessionContext context, Channel client) {
		this.context = context;
		this.client = client;
	}

	// Tell on the event loop what is against it, or null.
	void authorize(CallRequest request, LocalIotCoreMessage message, Consumer<@Nullable DataPlaneException> receiver) {
		ConnectAttempt attempt = ConnectAttempt.httpRequest(Transport.getServerName(this.client),
				new ConnectAttempt.Upgrade(Transport.headers(request.headers()), request.query()), this.connectionId)
			.withSourceAddress(Transport.getSourceAddress(this.client));
		new AuthorizerCall(this.context, attempt, (decision) -> receiver.accept(refusal(decision, message))).start();
	}

	private @Nullable DataPlaneException refusal(ConnectDecision decision, LocalIotCoreMessage message) {
		if (decision instanceof ConnectDecision.Granted granted) {
			PolicyDecision denied = PublishRules.denial(granted.policies(), message.topic(), message.retained());
			return (denied != null) ? refused(Reason.FORBIDDEN, Refusal.rule(denied)) : null;
		}
		return refused(Reason.UNAUTHORIZED,
				(decision instanceof ConnectDecision.Refused refused) ? refused.reason() : "there is no decision");
	}

	// As on MQTT, the log alone tells why.
	private DataPlaneException refused(Reason reason, String rule) {
		this.context.listener().refused("", "HTTPS publish: " + rule);
		return new DataPlaneException(reason,
				(reason == Reason.FORBIDDEN) ? "The policy does not allow the call" : "The caller is not authorized");
	}

}
