package io.github.iotcustomauth.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;

import org.springframework.boot.io.ApplicationResourceLoader;
import org.springframework.core.io.Resource;
import org.springframework.core.io.ResourceLoader;
import org.springframework.core.io.UrlResource;
import org.springframework.util.Assert;

/**
 * A small text in a file or on the class path, which is read anew every time.
 *
 * @param resource the file
 */
record TextResource(Resource resource) {

	static final int MAX_BYTES = 64 * 1024;

	/**
	 * Locate a text.
	 * @param location the location, a file unless it has a prefix that says otherwise
	 * @param resourceLoader the resource loader of the application
	 * @return the text
	 * @throws IllegalArgumentException if it would have to be fetched from the network,
	 * or is a directory
	 */
	static TextResource of(String location, ResourceLoader resourceLoader) {
		Resource resource = ApplicationResourceLoader.get(resourceLoader.getClassLoader()).getResource(location);
		// nothing would limit the time that it takes
		Assert.isTrue(!(resource instanceof UrlResource) || resource.isFile(),
				"The location is neither a file nor on the class path");
		Assert.isTrue(!isDirectory(resource), "The location is a directory");
		return new TextResource(resource);
	}

	private static boolean isDirectory(Resource resource) {
		try {
			return resource.isFile() && Files.isDirectory(resource.getFile().toPath());
		}
		catch (IOException | InvalidPathException ex) {
			return false;
		}
	}

	/**
	 * Read the text.
	 * @return the text
	 * @throws IllegalArgumentException if that is not possible; the message names the
	 * file and shows nothing of its content
	 */
	String read() {
		byte[] bytes = bytes();
		Assert.isTrue(bytes.length <= MAX_BYTES,
				() -> "%s has more than %d bytes".formatted(this.resource.getDescription(), MAX_BYTES));
		try {
			return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
		}
		catch (CharacterCodingException ex) {
			throw new IllegalArgumentException("%s is not UTF-8".formatted(this.resource.getDescription()));
		}
	}

	private byte[] bytes() {
		try (InputStream stream = this.resource.getInputStream()) {
			return stream.readNBytes(MAX_BYTES + 1);
		}
		catch (IOException ex) {
			throw new IllegalArgumentException(
					"%s cannot be read (%s)".formatted(this.resource.getDescription(), ex.getClass().getSimpleName()),
					ex);
		}
	}

}
