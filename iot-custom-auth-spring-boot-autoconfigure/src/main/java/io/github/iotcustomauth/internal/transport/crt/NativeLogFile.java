package io.github.iotcustomauth.internal.transport.crt;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;

/**
 * The private temporary file between the native library's log and the application's. The
 * native library appends to it, and what has been read is cut off. Not thread-safe.
 */
final class NativeLogFile implements Closeable {

	private static final int MAX_BLOCK = 1024 * 1024;

	private static final int MIN_BLOCK = 4096;

	private static final int MAX_LINE_BYTES = 8192;

	private final Path directory;

	private final Path path;

	private final FileChannel channel;

	private final long maxSize;

	private final long maxBacklog;

	private final ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);

	private final byte[] line = new byte[MAX_LINE_BYTES];

	private int length;

	private long position;

	private boolean midLine;

	private NativeLogFile(Path directory, Path path, FileChannel channel, long maxSize, long maxBacklog) {
		this.directory = directory;
		this.path = path;
		this.channel = channel;
		this.maxSize = maxSize;
		this.maxBacklog = maxBacklog;
	}

	/**
	 * Create the file, in a directory of its own. Where the file system has POSIX
	 * permissions, both belong to the user of the process alone.
	 * @param maxSize number of read bytes from which on they are cut off
	 * @param maxBacklog number of unread bytes above which they are skipped
	 * @return the file
	 * @throws IOException if it cannot be created
	 */
	static NativeLogFile create(long maxSize, long maxBacklog) throws IOException {
		Path directory = Files.createTempDirectory("iot-custom-auth-native-log");
		Path path = Files.createTempFile(directory, "crt", ".log");
		FileChannel channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
		return new NativeLogFile(directory, path, channel, maxSize, maxBacklog);
	}

	Path path() {
		return this.path;
	}

	int blockSize() throws IOException {
		return (int) Math.max(MIN_BLOCK, Math.min(Files.getFileStore(this.path).getBlockSize(), MAX_BLOCK));
	}

	/**
	 * Remove the names of the file and its directory. Both sides have it open, so that it
	 * lives on without a name and disappears with the process. Where an open file cannot
	 * be removed, it is removed when the JVM ends.
	 */
	void unlink() {
		try {
			Files.delete(this.path);
			Files.delete(this.directory);
		}
		catch (IOException ex) {
			// in reverse order
			this.directory.toFile().deleteOnExit();
			this.path.toFile().deleteOnExit();
		}
	}

	/**
	 * Read the lines that have been written since the last time.
	 * @param lines receives the lines, of 8 KiB at most
	 * @return the number of bytes that were skipped because there were too many
	 * @throws IOException if the file cannot be read
	 */
	long read(Consumer<String> lines) throws IOException {
		long end = this.channel.size();
		long skipped = 0;
		if (end - this.position > this.maxBacklog) {
			skipped = end - this.position;
			leave(end);
		}
		while (this.position < end) {
			this.buffer.clear().limit((int) Math.min(this.buffer.capacity(), end - this.position));
			int count = this.channel.read(this.buffer, this.position);
			if (count <= 0) {
				break;
			}
			this.position += count;
			split(count, lines);
		}
		if (this.position > this.maxSize) {
			this.channel.truncate(0);
			leave(0);
		}
		return skipped;
	}

	// what the native library writes between reading and cutting is lost, so that the
	// next bytes may be the rest of a line: its beginning says what is secret in it
	private void leave(long next) {
		this.position = next;
		this.length = 0;
		this.midLine = true;
	}

	private void split(int count, Consumer<String> lines) {
		for (int i = 0; i < count; i++) {
			byte next = this.buffer.get(i);
			if (next != '\n') {
				if (this.length < MAX_LINE_BYTES) {
					this.line[this.length] = next;
					this.length++;
				}
				continue;
			}
			if (!this.midLine) {
				lines.accept(new String(this.line, 0, this.length, StandardCharsets.UTF_8));
			}
			this.midLine = false;
			this.length = 0;
		}
	}

	long size() throws IOException {
		return this.channel.size();
	}

	@Override
	public void close() throws IOException {
		this.channel.close();
	}

}
