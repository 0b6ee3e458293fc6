package io.github.iotcustomauth.databases;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

import org.junit.jupiter.api.Assumptions;

/**
 * Small disk that a test can fill, in memory. Tests are skipped unless they run as root
 * and may mount it.
 */
public final class SmallDisk implements AutoCloseable {

	private static final int PAGE = 4096;

	private final Path directory;

	private final Path filler;

	private final Thread unmount = new Thread(this::unmount, "small-disk");

	private SmallDisk(Path directory) {
		this.directory = directory;
		this.filler = directory.resolve("filler");
	}

	/**
	 * Mount a disk.
	 * @param parent where to create the directory of the disk
	 * @param megabytes the size: 8 are enough for H2, servers need 100
	 * @return the disk
	 */
	public static SmallDisk mount(Path parent, int megabytes) {
		Assumptions.assumeTrue("root".equals(System.getProperty("user.name")),
				"Skipped since only root may mount a small disk");
		try {
			Path directory = Files.createTempDirectory(parent, "disk-");
			String message = run("mount", "-t", "tmpfs", "-o", "mode=0755,size=" + megabytes + "m", "tmpfs",
					directory.toString());
			Assumptions.assumeTrue(message.isEmpty(), () -> "Skipped without a small disk: " + message);
			SmallDisk disk = new SmallDisk(directory);
			Runtime.getRuntime().addShutdownHook(disk.unmount);
			return disk;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String run(String... command) throws IOException {
		Process process = new ProcessBuilder(List.of(command)).redirectErrorStream(true).start();
		return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
	}

	public Path directory() {
		return this.directory;
	}

	/**
	 * Fill the disk. A database may still have room in its own files.
	 */
	public void fill() {
		byte[] page = new byte[PAGE];
		try (OutputStream output = Files.newOutputStream(this.filler, StandardOpenOption.CREATE,
				StandardOpenOption.APPEND)) {
			while (Files.getFileStore(this.directory).getUsableSpace() >= PAGE) {
				output.write(page);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Give the space back that {@link #fill} took.
	 */
	public void free() {
		try {
			Files.deleteIfExists(this.filler);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void close() {
		Runtime.getRuntime().removeShutdownHook(this.unmount);
		unmount();
	}

	// lazy, since files may be open
	private void unmount() {
		try {
			run("umount", "--lazy", this.directory.toString());
			Files.delete(this.directory);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
