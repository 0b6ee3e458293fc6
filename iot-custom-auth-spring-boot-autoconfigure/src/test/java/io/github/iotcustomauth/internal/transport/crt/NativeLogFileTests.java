package io.github.iotcustomauth.internal.transport.crt;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link NativeLogFile}.
 */
class NativeLogFileTests {

	private final List<String> lines = new ArrayList<>();

	private NativeLogFile file;

	@BeforeEach
	void create() throws IOException {
		this.file = NativeLogFile.create(100, 1000);
	}

	@AfterEach
	void delete() throws IOException {
		if (Files.exists(this.file.path())) {
			this.file.unlink();
		}
		this.file.close();
	}

	@Test
	@DisabledOnOs(value = OS.WINDOWS, disabledReason = "there are no POSIX permissions")
	void belongsToTheUserAlone() throws IOException {
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(this.file.path())))
			.isEqualTo("rw-------");
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(this.file.path().getParent())))
			.isEqualTo("rwx------");
	}

	@Test
	@DisabledOnOs(value = OS.WINDOWS, disabledReason = "an open file cannot be removed")
	void namesDisappearWhileItIsOpen() throws IOException {
		Path path = this.file.path();
		this.file.unlink();
		assertThat(path).doesNotExist();
		assertThat(path.getParent()).doesNotExist();
	}

	@Test
	void readsLinesAndWaitsForTheRestOfOne() throws IOException {
		append("one\ntw");
		this.file.read(this.lines::add);
		append("o\n");
		this.file.read(this.lines::add);
		assertThat(this.lines).containsExactly("one", "two");
	}

	@Test
	void cutsOffWhatHasBeenRead() throws IOException {
		append("x".repeat(200) + "\n");
		this.file.read(this.lines::add);
		assertThat(this.lines).hasSize(1);
		assertThat(this.file.size()).isZero();
	}

	@Test
	void restOfALineIsDroppedAfterCutting() throws IOException {
		append("x".repeat(200) + "\nheader: Tok: ");
		this.file.read(this.lines::add);
		append("s3cret\ntwo\n");
		this.file.read(this.lines::add);
		assertThat(this.lines).containsExactly("x".repeat(200), "two");
	}

	@Test
	void tooManyBytesAreSkippedAndCounted() throws IOException {
		append("x".repeat(2000));
		assertThat(this.file.read(this.lines::add)).isEqualTo(2000);
		append("rest\nnext\n");
		assertThat(this.file.read(this.lines::add)).isZero();
		assertThat(this.lines).containsExactly("next");
	}

	@Test
	void longLineIsCut() throws IOException {
		try (NativeLogFile large = NativeLogFile.create(100_000, 100_000)) {
			Files.writeString(large.path(), "x".repeat(20_000) + "\n", StandardOpenOption.APPEND);
			large.read(this.lines::add);
			large.unlink();
		}
		assertThat(this.lines).singleElement().asString().hasSize(8192);
	}

	private void append(String text) throws IOException {
		Files.writeString(this.file.path(), text, StandardOpenOption.APPEND);
	}

}
