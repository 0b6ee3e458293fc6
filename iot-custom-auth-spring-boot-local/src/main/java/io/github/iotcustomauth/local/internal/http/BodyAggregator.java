package io.github.iotcustomauth.local.internal.http;

import io.github.iotcustomauth.local.internal.protocol.Limits;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpMessage;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.TooLongHttpContentException;

/**
 * Puts requests and their bodies together, up to the size of the largest message. One
 * that is larger comes without its body, in its turn among the others, so that it can be
 * answered.
 */
public final class BodyAggregator extends HttpObjectAggregator {

	/** So that a message that is a little too large is told as such. */
	private static final int MARGIN_BYTES = 1024;

	public BodyAggregator(Limits limits) {
		super(limits.payloadBytes() + MARGIN_BYTES);
	}

	// Return whether a request has a body that is too large.
	public static boolean isTooLarge(HttpRequest request) {
		return request.decoderResult().cause() instanceof TooLongHttpContentException;
	}

	@Override
	protected void finishAggregation(FullHttpMessage aggregated) {
		// the authorizer sees the headers of the client alone: no Content-Length
	}

	@Override
	protected void handleOversizedMessage(ChannelHandlerContext context, HttpMessage oversized) {
		HttpRequest request = (HttpRequest) oversized;
		DefaultFullHttpRequest unread = new DefaultFullHttpRequest(request.protocolVersion(), request.method(),
				request.uri());
		unread.setDecoderResult(DecoderResult.failure(new TooLongHttpContentException()));
		context.fireChannelRead(unread);
	}

}
