package io.github.iotcustomauth.local.internal.http;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

import io.github.iotcustomauth.local.internal.channel.Channels;
import io.github.iotcustomauth.local.internal.channel.LingeringClose;
import io.github.iotcustomauth.local.internal.session.SessionContext;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Serves the requests of a connection, one after the other: those that come before an
 * answer wait, and the client is not read from meanwhile, nor while it does not read its
 * answers. Closes a connection on which no request is complete for a while.
 */
public final class HttpCallHandler extends SimpleChannelInboundHandler<FullHttpRequest> {

	static final int IDLE_SECONDS = 60;

	private final HttpCalls calls;

	private final PublishAuthorizer authorizer;

	private final Channel client;

	/** Bounded by what is read at once. */
	private final Deque<CallRequest> waiting = new ArrayDeque<>();

	private boolean busy;

	private boolean closing;

	private @Nullable Future<?> idle;

	public HttpCallHandler(SessionContext context, Channel client) {
		this.calls = new HttpCalls(context);
		this.authorizer = new PublishAuthorizer(context, client);
		this.client = client;
	}

	@Override
	protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
		this.waiting.add(CallRequest.of(request));
		serve();
	}

	private void serve() {
		CallRequest next = (this.busy || this.closing || !this.client.isWritable()) ? null : this.waiting.poll();
		if (next == null) {
			return;
		}
		stopTimer();
		this.busy = true;
		this.client.config().setAutoRead(false);
		this.calls.handle(next, this.authorizer, (response) -> answer(next, response));
	}

	private void answer(CallRequest request, CallResponse response) {
		this.busy = false;
		if (this.closing) {
			return;
		}
		if (!request.keepAlive() || request.failure() != null) {
			this.closing = true;
			LingeringClose.close(this.client, response.toHttp(false));
			return;
		}
		this.idle = this.client.eventLoop().schedule(() -> Channels.close(this.client), IDLE_SECONDS, TimeUnit.SECONDS);
		Channels.writeAndFlush(this.client, response.toHttp(true));
		// not at once, which would be a recursion
		this.client.eventLoop().execute(this::proceed);
	}

	private void proceed() {
		if (!this.busy && !this.closing && this.waiting.isEmpty()) {
			this.client.config().setAutoRead(this.client.isWritable());
		}
		serve();
	}

	@Override
	public void channelWritabilityChanged(ChannelHandlerContext context) {
		proceed();
	}

	private void stopTimer() {
		if (this.idle != null) {
			this.idle.cancel(false);
		}
	}

	@Override
	public void channelInactive(ChannelHandlerContext context) {
		stopTimer();
		this.closing = true;
		this.waiting.clear();
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
		// its message may quote what the client presented
		Channels.close(this.client);
	}

}
