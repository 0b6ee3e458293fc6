package io.github.iotcustomauth.databases;

import java.io.File;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import org.junit.jupiter.api.Assumptions;

/**
 * Debian package of a server, which refuses to run as root.
 *
 * @param name the name of the package
 * @param user the system user that the package creates for the server
 * @param programs the programs that are needed
 * @param directories where they are, apart from the path
 */
record DebianPackage(String name, String user, List<String> programs, List<Path> directories) {

	private static final boolean ROOT = "root".equals(System.getProperty("user.name"));

	/**
	 * Skip the test unless the package is installed.
	 */
	void require() {
		boolean installed = this.programs.stream().allMatch((program) -> candidates(program).findFirst().isPresent())
				&& (!ROOT || userExists());
		Assumptions.assumeTrue(installed, () -> "Skipped without the Debian package '" + this.name + "'");
	}

	private boolean userExists() {
		try {
			FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByName(this.user);
			return true;
		}
		catch (IOException ex) {
			return false;
		}
	}

	private Stream<Path> candidates(String program) {
		Stream<Path> path = Stream.of(System.getenv("PATH").split(File.pathSeparator)).map(Path::of);
		return Stream.concat(this.directories.stream(), path)
			.map((directory) -> directory.resolve(program))
			.filter(Files::isExecutable);
	}

	/**
	 * Return a command that runs as the system user if this JVM runs as root, and ends
	 * with the thread that starts it. {@code setpriv} becomes the program, so that it is
	 * the process which signals reach, unlike {@code runuser}.
	 * @param program the program
	 * @param arguments its arguments
	 * @return the command
	 */
	List<String> command(String program, List<String> arguments) {
		List<String> command = new ArrayList<>();
		if (ROOT) {
			command.addAll(List.of("setpriv", "--reuid=" + this.user, "--regid=" + this.user, "--init-groups",
					"--pdeathsig=KILL", "--"));
		}
		command.add(candidates(program).findFirst().orElseThrow().toString());
		command.addAll(arguments);
		return command;
	}

	/**
	 * Create a directory that belongs to the system user.
	 * @param parent its parent, which that user may pass from now on if it is temporary
	 * @return the directory
	 * @throws IOException if that fails
	 */
	Path createDirectory(Path parent) throws IOException {
		Path directory = Files.createTempDirectory(parent, this.name + "-");
		if (ROOT) {
			Files.setOwner(directory,
					directory.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(this.user));
			for (Path path = parent; path.startsWith(TestDatabase.TEMPORARY); path = path.getParent()) {
				open(path);
			}
		}
		return directory;
	}

	private static void open(Path directory) throws IOException {
		Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(directory);
		if (permissions.add(PosixFilePermission.OTHERS_EXECUTE)) {
			Files.setPosixFilePermissions(directory, permissions);
		}
	}

	/**
	 * Return the directories of all versions, the newest first.
	 * @param parent the parent of the directories of the versions
	 * @param programs the name of the directory with programs in each
	 * @return the directories
	 */
	static List<Path> versions(Path parent, String programs) {
		if (!Files.isDirectory(parent)) {
			return List.of();
		}
		try (Stream<Path> versions = Files.list(parent)) {
			return versions.sorted(Comparator.reverseOrder()).map((version) -> version.resolve(programs)).toList();
		}
		catch (IOException ex) {
			return List.of();
		}
	}

}
