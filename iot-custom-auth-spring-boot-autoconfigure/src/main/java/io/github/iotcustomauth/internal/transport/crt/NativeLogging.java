package io.github.iotcustomauth.internal.transport.crt;

import java.io.IOException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.logging.LogLevel;

/**
 * The native library's log in the log of the application. There is one for the process,
 * with the level that the first connection asks for, and it lasts until the process ends:
 * the native library cannot take its log back while its threads run.
 */
final class NativeLogging {

	private static final Log logger = LogFactory.getLog(NativeLogging.class);

	private static final long INTERVAL_MILLIS = 250;

	private static final int MAX_LINES_A_SECOND = 1000;

	static final long MAX_SIZE = 1024 * 1024;

	static final long MAX_BACKLOG = 8 * 1024 * 1024;

	private static @Nullable NativeLogging installed;

	private final LogLevel level;

	private final NativeLogFile file;

	private final NativeLogWriter writer;

	private final NativeLogForwarder forwarder = new NativeLogForwarder(LogFactory::getLog, MAX_LINES_A_SECOND,
			System::nanoTime);

	private boolean failed;

	private NativeLogging(LogLevel level, NativeLogFile file) throws IOException {
		this.level = level;
		this.file = file;
		this.writer = new NativeLogWriter(file.blockSize());
	}

	/**
	 * Pass lines of the native library's log to loggers below
	 * {@code software.amazon.awssdk.crt}.
	 * @param level the lowest level; with {@link LogLevel#OFF} nothing happens
	 */
	static void install(LogLevel level) {
		if (level == LogLevel.OFF) {
			return;
		}
		synchronized (NativeLogging.class) {
			if (installed == null) {
				installed = start(level);
			}
			else if (installed.level != level) {
				logger.warn("The native log keeps the level " + installed.level + ", since it is that of the process; "
						+ level + " is ignored");
			}
		}
	}

	private static synchronized @Nullable NativeLogging installed() {
		return installed;
	}

	private static @Nullable NativeLogging start(LogLevel level) {
		if (NativeLogWriter.isTaken()) {
			logger.warn("The native log is not passed on, because the system property 'aws.crt.log.destination' "
					+ "already says where it goes");
			return null;
		}
		try {
			NativeLogging started = new NativeLogging(level, NativeLogFile.create(MAX_SIZE, MAX_BACKLOG));
			started.writer.start(level, started.file.path());
			started.file.unlink();
			started.schedule();
			logger.info(enabledHint(level));
			return started;
		}
		catch (IOException | RuntimeException ex) {
			logger.warn("The native log is not passed on, because its temporary file cannot be used", ex);
			return null;
		}
	}

	private static String enabledHint(LogLevel level) {
		String hint = "The native log is passed on at level " + level + " to the logger " + NativeLogForwarder.LOGGER;
		return NativeLogForwarder.isEnabled(LogFactory.getLog(NativeLogForwarder.LOGGER), level) ? hint
				: hint + ", which does not print it: set 'logging.level." + NativeLogForwarder.LOGGER + "'";
	}

	private void schedule() {
		ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor((task) -> {
			Thread thread = new Thread(task, "iot-native-log");
			thread.setDaemon(true);
			return thread;
		});
		executor.scheduleWithFixedDelay(this::pass, INTERVAL_MILLIS, INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
	}

	/**
	 * Pass on what has been written so far, as the last of a connection may not wait for
	 * the next time.
	 */
	static void passNow() {
		NativeLogging present = installed();
		if (present != null) {
			present.pass();
		}
	}

	private synchronized void pass() {
		if (this.failed) {
			return;
		}
		try {
			this.writer.flush();
			long skipped = this.file.read(this.forwarder);
			if (skipped > 0) {
				this.forwarder.skipped(skipped);
			}
			this.forwarder.tell();
		}
		catch (IOException | RuntimeException ex) {
			this.failed = true;
			logger.warn("The native log is no longer passed on, because its temporary file cannot be used", ex);
		}
	}

	static long fileSize() throws IOException {
		NativeLogging present = installed();
		return (present != null) ? present.file.size() : -1;
	}

}
