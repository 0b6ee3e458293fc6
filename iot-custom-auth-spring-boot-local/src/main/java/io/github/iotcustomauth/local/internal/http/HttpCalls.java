package io.github.iotcustomauth.local.internal.http;

import java.time.Duration;
import java.util.function.Consumer;

import io.github.iotcustomauth.local.DataPlaneException;
import io.github.iotcustomauth.local.DataPlaneException.Reason;
import io.github.iotcustomauth.local.LocalIotCoreMessage;
import io.github.iotcustomauth.local.internal.session.SessionContext;
import io.netty.handler.codec.http.TooLongHttpContentException;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Finds the call that a request makes, and makes it. A call needs the signature of AWS's
 * clients, which is not verified; to publish, a custom authorizer may decide instead.
 */
final class HttpCalls {

	private static final String TOPICS = "/topics/";

	private static final String CONNECTIONS = "/connections/";

	private static final String MESSAGES = "/messages";

	private static final String SUBSCRIPTIONS = "/subscriptions";

	private static final String RETAINED = "/retainedMessage";

	private static final String SIGNED = "AWS4-HMAC-SHA256 ";

	private static final int DEFAULT_TIMEOUT_SECONDS = 5;

	private static final Log logger = LogFactory.getLog(HttpCalls.class);

	private final SessionContext context;

	private final ConnectionCalls connections;

	private final ConnectionBodies bodies;

	private final MessageCalls messages;

	HttpCalls(SessionContext context) {
		this.context = context;
		this.connections = new ConnectionCalls(context);
		this.bodies = new ConnectionBodies(this.connections);
		this.messages = new MessageCalls(context, this.connections);
	}

	// Make a call. The answer comes on the event loop, now or later.
	void handle(CallRequest request, PublishAuthorizer authorizer, Consumer<CallResponse> answer) {
		try {
			route(request, authorizer, answer);
		}
		catch (RuntimeException ex) {
			answer.accept(failed(ex));
		}
	}

	private void route(CallRequest request, PublishAuthorizer authorizer, Consumer<CallResponse> answer) {
		if (request.failure() != null) {
			throw unreadable(request.failure());
		}
		String path = request.path();
		if (path.startsWith(TOPICS) && path.length() > TOPICS.length()) {
			requireMethod(request, "POST");
			publish(request, CallRequest.decode(path.substring(TOPICS.length())), authorizer, answer);
		}
		else if (path.startsWith(CONNECTIONS) && path.length() > CONNECTIONS.length()) {
			connection(request, path.substring(CONNECTIONS.length()), answer);
		}
		else if (path.equals(RETAINED) || path.startsWith(RETAINED + "/")) {
			requireSigned(request, "GET");
			answer.accept(CallResponse.ok(path.equals(RETAINED) ? this.bodies.listRetained(request)
					: this.bodies.getRetained(CallRequest.decode(path.substring(RETAINED.length() + 1)))));
		}
		else {
			throw refused(Reason.NOT_FOUND, "HTTP request for an unknown path");
		}
	}

	private void publish(CallRequest request, String topic, PublishAuthorizer authorizer,
			Consumer<CallResponse> answer) {
		LocalIotCoreMessage message = MessageRequest.toPublish(request, topic);
		if (isSigned(request)) {
			answer.accept(publish(message));
		}
		else {
			authorizer.authorize(request, message,
					(refusal) -> answer.accept((refusal != null) ? failed(refusal) : publish(message)));
		}
	}

	private CallResponse publish(LocalIotCoreMessage message) {
		try {
			this.messages.publish(message);
			return CallResponse.accepted();
		}
		catch (RuntimeException ex) {
			return failed(ex);
		}
	}

	private void connection(CallRequest request, String path, Consumer<CallResponse> answer) {
		if (path.endsWith(MESSAGES)) {
			requireSigned(request, "POST");
			sendDirectMessage(request, clientId(path, MESSAGES), answer);
		}
		else if (path.endsWith(SUBSCRIPTIONS)) {
			requireSigned(request, "GET");
			answer.accept(CallResponse.ok(this.bodies.listSubscriptions(request, clientId(path, SUBSCRIPTIONS))));
		}
		else if (request.method().equals("DELETE")) {
			requireSigned(request, "DELETE");
			this.connections.deleteConnection(CallRequest.decode(path), request.flag("cleanSession"),
					request.flag("preventWillMessage"));
			answer.accept(CallResponse.empty());
		}
		else {
			requireSigned(request, "GET");
			answer.accept(CallResponse.ok(this.bodies.getConnection(request, CallRequest.decode(path))));
		}
	}

	private static String clientId(String path, String call) {
		return CallRequest.decode(path.substring(0, path.length() - call.length()));
	}

	@SuppressWarnings("FutureReturnValueIgnored") // what comes of it is in the answer
	private void sendDirectMessage(CallRequest request, String clientId, Consumer<CallResponse> answer) {
		LocalIotCoreMessage message = MessageRequest.direct(request);
		// without a confirmation there is nothing to wait for
		long timeout = (message.qos() > 0)
				? request.number("timeout", DEFAULT_TIMEOUT_SECONDS, 1, MessageCalls.MAX_TIMEOUT_SECONDS)
				: DEFAULT_TIMEOUT_SECONDS;
		this.messages.sendDirectMessage(clientId, message, Duration.ofSeconds(timeout))
			.whenComplete(
					(sent, failure) -> answer.accept((failure != null) ? failed(failure) : CallResponse.accepted()));
	}

	private void requireMethod(CallRequest request, String method) {
		if (!request.method().equals(method)) {
			throw refused(Reason.METHOD_NOT_ALLOWED, "HTTP request with a method that its path does not have");
		}
	}

	private void requireSigned(CallRequest request, String method) {
		requireMethod(request, method);
		if (!isSigned(request)) {
			throw refused(Reason.FORBIDDEN, "HTTP request without the signature of AWS's clients, which all calls but "
					+ "publish need; see Authorization: AWS4-HMAC-SHA256");
		}
	}

	private static boolean isSigned(CallRequest request) {
		String authorization = request.header("authorization");
		return authorization != null && authorization.startsWith(SIGNED);
	}

	private DataPlaneException unreadable(Throwable failure) {
		return (failure instanceof TooLongHttpContentException)
				? refused(Reason.PAYLOAD_TOO_LARGE, "HTTP request whose body is too large")
				: refused(Reason.INVALID_REQUEST, "HTTP request that cannot be read");
	}

	private DataPlaneException refused(Reason reason, String rule) {
		this.context.listener().refused("", rule);
		return new DataPlaneException(reason, rule);
	}

	private static CallResponse failed(Throwable failure) {
		if (failure instanceof DataPlaneException refusal) {
			return CallResponse.failed(refusal);
		}
		logger.warn("A call of the data plane failed", failure);
		return CallResponse.failed(new DataPlaneException(Reason.INTERNAL_FAILURE, "The call failed"));
	}

}
