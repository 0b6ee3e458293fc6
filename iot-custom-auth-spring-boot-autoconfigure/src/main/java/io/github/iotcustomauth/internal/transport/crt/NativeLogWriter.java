package io.github.iotcustomauth.internal.transport.crt;

import java.nio.file.Path;

import software.amazon.awssdk.crt.Log;
import software.amazon.awssdk.crt.Log.LogLevel;
import software.amazon.awssdk.crt.Log.LogSubject;

/**
 * The native side of the log of the AWS Common Runtime, which writes to a file and to
 * nothing else that an application can read.
 */
final class NativeLogWriter {

	private static final String DESTINATION = "aws.crt.log.destination";

	private static final String MARK = "iot-custom-auth flush ";

	private final String filler;

	/**
	 * Create a writer.
	 * @param blockSize the block size of the file system, in bytes
	 */
	NativeLogWriter(int blockSize) {
		this.filler = MARK + ".".repeat(blockSize);
	}

	/**
	 * Whether the application has turned the log on with the native library's own system
	 * properties. Replacing a native logger that threads write to is not safe.
	 * @return whether it has
	 */
	static boolean isTaken() {
		return System.getProperty(DESTINATION) != null;
	}

	void start(org.springframework.boot.logging.LogLevel level, Path file) {
		Log.initLoggingToFile(nativeLevel(level), file.toString());
	}

	/**
	 * Make the native library write the lines so far. It never flushes its file, whose
	 * buffer has the block size of the file system; a line of that length pushes out what
	 * was written before.
	 */
	void flush() {
		Log.log(LogLevel.Fatal, LogSubject.JavaCrtGeneral, this.filler);
	}

	static boolean isFiller(String text) {
		return text.startsWith(MARK);
	}

	private static LogLevel nativeLevel(org.springframework.boot.logging.LogLevel level) {
		return switch (level) {
			case OFF -> LogLevel.None;
			case FATAL -> LogLevel.Fatal;
			case ERROR -> LogLevel.Error;
			case WARN -> LogLevel.Warn;
			case INFO -> LogLevel.Info;
			case DEBUG -> LogLevel.Debug;
			case TRACE -> LogLevel.Trace;
		};
	}

}
