package io.github.iotcustomauth.internal.transport.crt;

import java.util.Map;
import java.util.function.Consumer;

import io.github.iotcustomauth.internal.credentials.EncodedCredentials;
import software.amazon.awssdk.crt.http.HttpRequest;
import software.amazon.awssdk.crt.mqtt5.Mqtt5WebsocketHandshakeTransformArgs;

/**
 * Path, query and headers of the WebSocket upgrade request.
 */
final class WebSocketUpgrade implements Consumer<Mqtt5WebsocketHandshakeTransformArgs> {

	private final String path;

	private final Map<String, String> headers;

	WebSocketUpgrade(EncodedCredentials credentials) {
		this.path = credentials.getQuery().isEmpty() ? "/mqtt" : "/mqtt?" + credentials.getQuery();
		this.headers = credentials.getHeaders();
	}

	@Override
	@SuppressWarnings("CatchingUnchecked") // an exception that escapes aborts the JVM
	public void accept(Mqtt5WebsocketHandshakeTransformArgs args) {
		try {
			HttpRequest request = args.getHttpRequest();
			request.setEncodedPath(this.path);
			this.headers.forEach(request::addHeader);
			args.complete(request);
		}
		catch (Throwable ex) {
			args.completeExceptionally(ex);
		}
	}

}
