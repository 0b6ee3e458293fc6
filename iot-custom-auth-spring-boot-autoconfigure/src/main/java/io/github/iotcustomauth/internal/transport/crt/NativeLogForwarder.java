package io.github.iotcustomauth.internal.transport.crt;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;

import org.apache.commons.logging.Log;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.logging.LogLevel;

/**
 * Passes lines of the native library's log to loggers of the application, redacted and at
 * most so many a second. Not thread-safe.
 */
final class NativeLogForwarder implements Consumer<String> {

	/**
	 * Logger above those of the native library's parts.
	 */
	static final String LOGGER = "software.amazon.awssdk.crt";

	// the native library has some 40
	private static final int MAX_SUBJECTS = 100;

	private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

	private final Map<String, Log> loggers = new HashMap<>();

	private final Function<String, Log> loggerOfName;

	private final LongSupplier nanoTime;

	private final int maxLinesASecond;

	private @Nullable NativeLogLine last;

	private long second;

	private int lines;

	private long leftOut;

	/**
	 * Create a forwarder.
	 * @param loggerOfName finds loggers
	 * @param maxLinesASecond number of lines a second; further ones are counted
	 * @param nanoTime the clock, in nanoseconds
	 */
	NativeLogForwarder(Function<String, Log> loggerOfName, int maxLinesASecond, LongSupplier nanoTime) {
		this.loggerOfName = loggerOfName;
		this.maxLinesASecond = maxLinesASecond;
		this.nanoTime = nanoTime;
		this.second = nanoTime.getAsLong();
	}

	@Override
	public void accept(String text) {
		NativeLogLine line = NativeLogLine.parse(text);
		if (line != null) {
			this.last = line;
			forward(line, line.origin() + " ", line.text());
		}
		else if (this.last != null) {
			forward(this.last, "", text);
		}
	}

	private void forward(NativeLogLine line, String origin, String text) {
		Log logger = logger(line.subject());
		if (NativeLogWriter.isFiller(line.text()) || !isEnabled(logger, line.level())) {
			return;
		}
		tell();
		if (this.lines < this.maxLinesASecond) {
			this.lines++;
			line.level().log(logger, origin + NativeLogRedaction.redact(text));
		}
		else {
			this.leftOut++;
		}
	}

	/**
	 * Say how many lines were left out in the second before, if it is over.
	 */
	void tell() {
		long now = this.nanoTime.getAsLong();
		if (now - this.second < SECOND) {
			return;
		}
		this.second = now;
		this.lines = 0;
		if (this.leftOut > 0) {
			Log logger = this.loggerOfName.apply(LOGGER);
			logger.warn("Left out " + this.leftOut + " lines of the native log, which had more than "
					+ this.maxLinesASecond + " in a second");
			this.leftOut = 0;
		}
	}

	/**
	 * Say how many bytes were skipped.
	 * @param bytes the number of bytes
	 */
	void skipped(long bytes) {
		this.last = null;
		Log logger = this.loggerOfName.apply(LOGGER);
		logger.warn("Skipped " + bytes + " bytes of the native log, which came faster than they could be read");
	}

	private Log logger(String subject) {
		Log known = this.loggers.get(subject);
		if (known != null) {
			return known;
		}
		String name = (this.loggers.size() < MAX_SUBJECTS) ? LOGGER + "." + subject : LOGGER;
		Log logger = this.loggerOfName.apply(name);
		if (this.loggers.size() < MAX_SUBJECTS) {
			this.loggers.put(subject, logger);
		}
		return logger;
	}

	static boolean isEnabled(Log logger, LogLevel level) {
		return switch (level) {
			case OFF -> false;
			case FATAL -> logger.isFatalEnabled();
			case ERROR -> logger.isErrorEnabled();
			case WARN -> logger.isWarnEnabled();
			case INFO -> logger.isInfoEnabled();
			case DEBUG -> logger.isDebugEnabled();
			case TRACE -> logger.isTraceEnabled();
		};
	}

}
