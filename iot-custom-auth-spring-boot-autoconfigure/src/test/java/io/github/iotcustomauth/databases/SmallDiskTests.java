package io.github.iotcustomauth.databases;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests for {@link SmallDisk}.
 */
class SmallDiskTests {

	@TempDir
	private Path parent;

	@Test
	void fullDiskTakesNothingUntilSpaceIsFreed() throws IOException {
		try (SmallDisk disk = SmallDisk.mount(this.parent, 1)) {
			Path file = disk.directory().resolve("file");
			disk.fill();
			assertThatIOException().isThrownBy(() -> Files.write(file, new byte[1]));
			disk.free();
			Files.write(file, new byte[1]);
			assertThat(file).hasSize(1);
		}
		assertThat(this.parent).isEmptyDirectory();
	}

}
