package io.github.iotcustomauth.local.internal.port;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;

import io.github.iotcustomauth.local.internal.protocol.ScriptedFaults;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;

/**
 * The network between a client and the endpoint, as slow as a test asks for: what is sent
 * waits for the bandwidth of its direction, then takes the delay. Nothing waits
 * otherwise. Not one of Netty's traffic shaping handlers, which switch reading on when
 * the endpoint has switched it off, and know no delay.
 */
final class SlowNetwork extends ChannelDuplexHandler {

	/** As much as a socket buffers. */
	private static final int MAX_BYTES = 64 * 1024;

	/** The time after which a change of the faults is noticed at the latest. */
	private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

	private final ScriptedFaults faults;

	private final Direction inbound = new Direction();

	private final Direction outbound = new Direction();

	private boolean readPending;

	private boolean scheduled;

	SlowNetwork(ScriptedFaults faults) {
		this.faults = faults;
	}

	private boolean isFast() {
		return this.faults.getBytesPerSecond() == 0 && this.faults.getNetworkDelayNanos() == 0;
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		if (this.inbound.isEmpty() && isFast()) {
			context.fireChannelRead(message);
		}
		else {
			this.inbound.add(message, () -> context.fireChannelRead(message));
			schedule(context);
		}
	}

	@Override
	public void channelReadComplete(ChannelHandlerContext context) {
		if (this.inbound.isEmpty()) {
			this.readPending = false;
			context.fireChannelReadComplete();
		}
	}

	@Override
	public void read(ChannelHandlerContext context) {
		this.readPending = true;
		if (this.inbound.bytes < MAX_BYTES) {
			context.read();
		}
	}

	@Override
	@SuppressWarnings("FutureReturnValueIgnored") // it is the promise
	public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
		if (this.outbound.isEmpty() && isFast()) {
			context.write(message, promise);
		}
		else {
			this.outbound.add(message, () -> context.write(message, promise));
			setWritable(context);
			schedule(context);
		}
	}

	@Override
	public void flush(ChannelHandlerContext context) {
		if (this.outbound.isEmpty()) {
			context.flush();
		}
	}

	@SuppressWarnings("FutureReturnValueIgnored") // it does nothing after the end
	private void schedule(ChannelHandlerContext context) {
		if (!this.scheduled) {
			this.scheduled = true;
			long now = System.nanoTime();
			long wait = Math.min(this.readPending ? this.inbound.remaining(now) : STEP_NANOS,
					this.outbound.remaining(now));
			context.executor().schedule(() -> deliver(context), Math.min(wait, STEP_NANOS), TimeUnit.NANOSECONDS);
		}
	}

	private void deliver(ChannelHandlerContext context) {
		this.scheduled = false;
		while (this.outbound.remaining(System.nanoTime()) <= 0) {
			this.outbound.deliver();
		}
		setWritable(context);
		context.flush();
		while (this.readPending && this.inbound.remaining(System.nanoTime()) <= 0) {
			this.readPending = false;
			this.inbound.deliver();
			context.fireChannelReadComplete();
			if (context.channel().config().isAutoRead()) {
				context.channel().read();
			}
		}
		if (!this.inbound.isEmpty() || !this.outbound.isEmpty()) {
			schedule(context);
		}
	}

	private void setWritable(ChannelHandlerContext context) {
		ChannelOutboundBuffer buffer = context.channel().unsafe().outboundBuffer();
		if (buffer != null) {
			buffer.setUserDefinedWritability(1, this.outbound.bytes < MAX_BYTES);
		}
	}

	@Override
	@SuppressWarnings("FutureReturnValueIgnored") // it is the promise
	public void close(ChannelHandlerContext context, ChannelPromise promise) {
		this.outbound.deliverAll();
		context.flush();
		context.close(promise);
	}

	@Override
	public void channelInactive(ChannelHandlerContext context) {
		this.inbound.deliverAll();
		this.outbound.deliverAll();
		context.fireChannelInactive();
	}

	/**
	 * What is on its way in one direction, in its order.
	 */
	private final class Direction {

		private final Queue<Parcel> parcels = new ArrayDeque<>();

		private int bytes;

		/** When the last delivered parcel had passed the bandwidth. */
		private long passedAt = System.nanoTime();

		boolean isEmpty() {
			return this.parcels.isEmpty();
		}

		void add(Object message, Runnable delivery) {
			int size = (message instanceof ByteBuf buffer) ? buffer.readableBytes() : 0;
			this.bytes += size;
			this.parcels.add(new Parcel(size, System.nanoTime(), delivery));
		}

		// Return the time until the next one arrives.
		long remaining(long now) {
			Parcel next = this.parcels.peek();
			return (next != null) ? passes(next) + SlowNetwork.this.faults.getNetworkDelayNanos() - now
					: Long.MAX_VALUE;
		}

		private long passes(Parcel parcel) {
			long rate = SlowNetwork.this.faults.getBytesPerSecond();
			long start = Math.max(parcel.sentAt(), this.passedAt);
			return (rate > 0) ? start + parcel.bytes() * TimeUnit.SECONDS.toNanos(1) / rate : start;
		}

		void deliver() {
			Parcel next = this.parcels.remove();
			this.passedAt = passes(next);
			this.bytes -= next.bytes();
			next.delivery().run();
		}

		void deliverAll() {
			while (!this.parcels.isEmpty()) {
				deliver();
			}
		}

	}

	/**
	 * A message on its way.
	 *
	 * @param bytes its size
	 * @param sentAt when it was sent
	 * @param delivery delivers it
	 */
	private record Parcel(int bytes, long sentAt, Runnable delivery) {

	}

}
