package io.github.iotcustomauth.local.internal.port;

import io.github.iotcustomauth.local.authorizer.ConnectAttempt;
import io.github.iotcustomauth.local.internal.channel.Pipeline;
import io.github.iotcustomauth.local.internal.channel.Transport;
import io.github.iotcustomauth.local.internal.http.BodyAggregator;
import io.github.iotcustomauth.local.internal.http.HttpCallHandler;
import io.github.iotcustomauth.local.internal.protocol.ScriptedFaults;
import io.github.iotcustomauth.local.internal.session.SessionContext;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;

/**
 * Records the headers and the query of an upgrade request for the authorizer. The path of
 * the first request decides whether the connection is one for a WebSocket or for calls.
 */
final class UpgradeRecorder extends SimpleChannelInboundHandler<FullHttpRequest> {

	static final String PATH = "/mqtt";

	private final SessionContext sessionContext;

	UpgradeRecorder(SessionContext sessionContext) {
		this.sessionContext = sessionContext;
	}

	@Override
	protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
		String uri = request.uri();
		int query = uri.indexOf('?');
		String path = (query >= 0) ? uri.substring(0, query) : uri;
		if (BodyAggregator.isTooLarge(request)) {
			serveCalls(context, request);
		}
		else if (request.decoderResult().isFailure()) {
			this.sessionContext.listener().refused("", "HTTP request that cannot be read");
			answer(context, HttpResponseStatus.BAD_REQUEST);
		}
		else if (!path.equals(PATH)) {
			serveCalls(context, request);
		}
		else if (!request.headers().containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)) {
			this.sessionContext.listener().refused("", "HTTP request that asks for no WebSocket");
			answer(context, HttpResponseStatus.UPGRADE_REQUIRED);
		}
		else if (!this.sessionContext.faults().is(ScriptedFaults.Switch.UPGRADE_UNANSWERED)) {
			Transport.setUpgrade(context.channel(), new ConnectAttempt.Upgrade(Transport.headers(request.headers()),
					(query >= 0) ? uri.substring(query + 1) : ""));
			context.fireChannelRead(request.retain());
		}
	}

	// What is there for a WebSocket and for MQTT goes, and so does the time to be
	// admitted.
	private void serveCalls(ChannelHandlerContext context, FullHttpRequest request) {
		ChannelPipeline pipeline = context.pipeline();
		while (pipeline.last() != this) {
			pipeline.removeLast();
		}
		pipeline.remove(Pipeline.DEADLINE);
		pipeline.addLast(new HttpCallHandler(this.sessionContext, context.channel()));
		context.fireChannelRead(request.retain());
		pipeline.remove(this);
	}

	private static void answer(ChannelHandlerContext context, HttpResponseStatus status) {
		DefaultFullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status);
		response.headers().set(HttpHeaderNames.CONTENT_LENGTH, 0);
		response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
		context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
	}

}
