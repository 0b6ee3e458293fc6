package io.github.iotcustomauth.sample.console;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.http.MediaType;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * The open pages. Each of them is told what is new four times a second, by a thread of
 * its own, so that a slow one holds up nothing else. One that takes too long is dropped;
 * the browser opens the stream again when it can.
 */
@Component
class ConsoleStreams {

	/**
	 * Maximum number of open pages.
	 */
	static final int MAXIMUM = 8;

	private static final Duration INTERVAL = Duration.ofMillis(250);

	private static final Duration SLOW = Duration.ofSeconds(3);

	// the connection of a page that is gone is noticed when something is written
	private static final int IDLE_BATCHES = 60;

	private final Map<String, SseEmitter> emitters = new ConcurrentHashMap<>();

	private final ScheduledExecutorService executor = Executors.newScheduledThreadPool(MAXIMUM, threads());

	private final ConsoleState state;

	ConsoleStreams(ConsoleState state) {
		this.state = state;
	}

	private static CustomizableThreadFactory threads() {
		CustomizableThreadFactory threads = new CustomizableThreadFactory("console-");
		threads.setDaemon(true);
		return threads;
	}

	/**
	 * Open a stream.
	 * @param page the id of the page, whose earlier stream ends
	 * @param filter the messages that the page wants to see
	 * @return the stream, or {@code null} if too many pages are open
	 */
	@Nullable SseEmitter open(String page, MessageFilter filter) {
		SseEmitter emitter = new SseEmitter(0L);
		SseEmitter earlier;
		synchronized (this.emitters) {
			if (this.emitters.size() >= MAXIMUM && !this.emitters.containsKey(page)) {
				return null;
			}
			earlier = this.emitters.put(page, emitter);
		}
		if (earlier != null) {
			earlier.complete();
		}
		Stream stream = new Stream(emitter, new Cursor(this.state, filter));
		ScheduledFuture<?> task = this.executor.scheduleWithFixedDelay(stream::send, 0, INTERVAL.toMillis(),
				TimeUnit.MILLISECONDS);
		Runnable close = () -> {
			this.emitters.remove(page, emitter);
			task.cancel(false);
		};
		emitter.onCompletion(close);
		emitter.onTimeout(close);
		emitter.onError((ex) -> close.run());
		return emitter;
	}

	int size() {
		return this.emitters.size();
	}

	// before the web server waits for open requests
	@EventListener(ContextClosedEvent.class)
	void close() {
		this.executor.shutdownNow();
		this.emitters.values().forEach(SseEmitter::complete);
	}

	/**
	 * An open page.
	 */
	private static final class Stream {

		private final SseEmitter emitter;

		private final Cursor cursor;

		private int idle;

		Stream(SseEmitter emitter, Cursor cursor) {
			this.emitter = emitter;
			this.cursor = cursor;
		}

		void send() {
			Batch batch = this.cursor.next();
			this.idle = batch.isEmpty() ? this.idle + 1 : 0;
			if (this.idle % IDLE_BATCHES != 0) {
				return;
			}
			long start = System.nanoTime();
			try {
				this.emitter.send(SseEmitter.event().name("batch").data(batch, MediaType.APPLICATION_JSON));
				if (System.nanoTime() - start > SLOW.toNanos()) {
					this.emitter.complete();
				}
			}
			catch (IOException | RuntimeException ex) {
				// the page was closed
				this.emitter.completeWithError(ex);
			}
		}

	}

}
