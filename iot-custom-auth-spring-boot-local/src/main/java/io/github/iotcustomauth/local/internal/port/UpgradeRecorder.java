package io.github.iotcustomauth.local.internal.port;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

import io.github.iotcustomauth.local.authorizer.ConnectAttempt;
import io.github.iotcustomauth.local.internal.channel.Transport;
import io.github.iotcustomauth.local.internal.session.SessionContext;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;

/**
 * Records the headers and the query of an upgrade request for the authorizer, and rejects
 * other requests.
 */
final class UpgradeRecorder extends SimpleChannelInboundHandler<FullHttpRequest> {

	static final String PATH = "/mqtt";

	private final SessionContext gateway;

	UpgradeRecorder(SessionContext gateway) {
		this.gateway = gateway;
	}

	@Override
	protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
		String uri = request.uri();
		int query = uri.indexOf('?');
		String path = (query >= 0) ? uri.substring(0, query) : uri;
		if (request.decoderResult().isFailure()) {
			this.gateway.listener().refused("", "HTTP request that cannot be read");
			answer(context, HttpResponseStatus.BAD_REQUEST);
		}
		else if (!path.equals(PATH)) {
			this.gateway.listener().refused("", "HTTP request for a path other than " + PATH);
			answer(context, HttpResponseStatus.NOT_FOUND);
		}
		else if (!request.headers().containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)) {
			this.gateway.listener().refused("", "HTTP request that asks for no WebSocket");
			answer(context, HttpResponseStatus.UPGRADE_REQUIRED);
		}
		else if (!this.gateway.faults().isUpgradeUnanswered()) {
			Transport.setUpgrade(context.channel(),
					new ConnectAttempt.Upgrade(headers(request), (query >= 0) ? uri.substring(query + 1) : ""));
			context.fireChannelRead(request.retain());
		}
	}

	// AWS does not document how it joins repeated headers for this event. API Gateway
	// puts
	// a comma between them.
	private static Map<String, String> headers(FullHttpRequest request) {
		Map<String, String> headers = new LinkedHashMap<>();
		request.headers()
			.forEach((header) -> headers.merge(header.getKey().toLowerCase(Locale.ROOT), header.getValue(),
					(first, second) -> first + "," + second));
		return headers;
	}

	private static void answer(ChannelHandlerContext context, HttpResponseStatus status) {
		DefaultFullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status);
		response.headers().set(HttpHeaderNames.CONTENT_LENGTH, 0);
		response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
		context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
	}

}
