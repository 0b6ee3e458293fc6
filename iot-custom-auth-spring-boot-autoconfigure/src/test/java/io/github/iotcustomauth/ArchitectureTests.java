package io.github.iotcustomauth;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.crt.CRT;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The rooms of the library, and the one-way arrows between them.
 */
class ArchitectureTests {

	private static final String ROOT = "io.github.iotcustomauth";

	private static final String INTERNAL = ROOT + ".internal";

	// every room may know it
	private static final String TEXT = INTERNAL + ".text";

	private static final String LIMITS = INTERNAL + ".limits";

	private static final String CREDENTIALS = ROOT + ".credentials";

	private static final String TOKEN = INTERNAL + ".token";

	private static final String ENCODING = INTERNAL + ".credentials";

	private static final String SETTINGS = ROOT + ".transport";

	private static final String DIAGNOSIS = INTERNAL + ".diagnosis";

	private static final String CUSTOMIZER = SETTINGS + ".crt";

	private static final String TRANSPORT = INTERNAL + ".transport";

	private static final String CRT = TRANSPORT + ".crt";

	private static final String STORE = INTERNAL + ".store";

	private static final String JDBC = STORE + ".jdbc";

	private static final String OUTBOX = INTERNAL + ".outbox";

	private static final String ENGINE = INTERNAL + ".engine";

	private static final String METERING = INTERNAL + ".metering";

	private static final String PUBLISHING = INTERNAL + ".publishing";

	private static final String RECEIVING = INTERNAL + ".receiving";

	private static final String FILTERS = INTERNAL + ".filters";

	private static final String POOL = INTERNAL + ".pool";

	private static final String ATTEMPT = INTERNAL + ".attempt";

	private static final String CONNECTION = INTERNAL + ".connection";

	private static final String HANDLER = ROOT + ".handler";

	private static final String MESSAGING = INTERNAL + ".messaging";

	private static final String CLIENT = ROOT + ".client";

	private static final String REQUESTS = INTERNAL + ".client";

	private static final String LISTENER = ROOT + ".listener";

	private static final String LISTENERS = INTERNAL + ".listener";

	private static final String OBSERVATION = ROOT + ".observation";

	private static final String OBSERVATIONS = INTERNAL + ".observation";

	private static final String OAUTH2 = INTERNAL + ".oauth2";

	private static final String CONFIGURATION = INTERNAL + ".configuration";

	private static final String AUTOCONFIGURE = ROOT + ".autoconfigure";

	private static final String LOCAL_MODULE = ROOT + ".local..";

	// a room, and those it may know
	private static final Map<String, List<String>> ARROWS = Map.ofEntries(Map.entry(TEXT, List.of()),
			Map.entry(ROOT, List.of()), Map.entry(TOKEN, List.of()), Map.entry(CREDENTIALS, List.of(ROOT, TOKEN)),
			Map.entry(HANDLER, List.of(ROOT)), Map.entry(LIMITS, List.of(ROOT)),
			Map.entry(ENCODING, List.of(ROOT, CREDENTIALS)), Map.entry(SETTINGS, List.of(ROOT, CREDENTIALS, LIMITS)),
			Map.entry(CUSTOMIZER, List.of(ROOT)), Map.entry(CLIENT, List.of(ROOT)),
			Map.entry(LISTENER, List.of(ROOT, HANDLER)),
			Map.entry(TRANSPORT, List.of(ROOT, CREDENTIALS, ENCODING, SETTINGS)),
			Map.entry(CRT, List.of(ROOT, CREDENTIALS, ENCODING, SETTINGS, CUSTOMIZER, TRANSPORT)),
			Map.entry(STORE, List.of(ROOT)), Map.entry(JDBC, List.of(ROOT, STORE)), Map.entry(ENGINE, List.of(ROOT)),
			Map.entry(DIAGNOSIS, List.of(ROOT, CREDENTIALS, SETTINGS)),
			Map.entry(PUBLISHING, List.of(ROOT, LIMITS, SETTINGS, DIAGNOSIS, TRANSPORT, ENGINE, METERING)),
			Map.entry(OUTBOX, List.of(ROOT, LIMITS, STORE, PUBLISHING)), Map.entry(METERING, List.of(ROOT)),
			Map.entry(RECEIVING, List.of(ROOT, TRANSPORT, ENGINE, METERING)),
			Map.entry(FILTERS, List.of(ROOT, SETTINGS, DIAGNOSIS, TRANSPORT, ENGINE, PUBLISHING, RECEIVING)),
			Map.entry(POOL, List.of(ROOT, CREDENTIALS, STORE, ENGINE)),
			Map.entry(ATTEMPT, List.of(ROOT, CREDENTIALS, ENCODING, SETTINGS, DIAGNOSIS, TRANSPORT, ENGINE, RECEIVING)),
			Map.entry(CONNECTION,
					List.of(ROOT, LIMITS, CREDENTIALS, ENCODING, HANDLER, SETTINGS, DIAGNOSIS, TRANSPORT, STORE, ENGINE,
							METERING, PUBLISHING, OUTBOX, RECEIVING, FILTERS, POOL, ATTEMPT)),
			Map.entry(OBSERVATION, List.of(ROOT, LIMITS)), Map.entry(OBSERVATIONS, List.of(ROOT, OBSERVATION)),
			Map.entry(MESSAGING, List.of(ROOT)),
			Map.entry(REQUESTS, List.of(ROOT, STORE, MESSAGING, OBSERVATIONS, CLIENT)),
			Map.entry(LISTENERS, List.of(ROOT, LIMITS, HANDLER, MESSAGING, OBSERVATIONS, LISTENER)),
			Map.entry(AUTOCONFIGURE,
					List.of(ROOT, LIMITS, CREDENTIALS, TOKEN, ENCODING, HANDLER, SETTINGS, CUSTOMIZER, TRANSPORT, CRT,
							STORE, ENGINE, METERING, OUTBOX, POOL, CONNECTION, MESSAGING, CLIENT, REQUESTS, LISTENER,
							LISTENERS, OBSERVATIONS, OAUTH2, CONFIGURATION)),
			Map.entry(AUTOCONFIGURE + ".health", List.of(ROOT, SETTINGS, STORE, OUTBOX, CONNECTION, AUTOCONFIGURE)),
			Map.entry(AUTOCONFIGURE + ".actuate",
					List.of(ROOT, SETTINGS, DIAGNOSIS, TRANSPORT, CRT, STORE, PUBLISHING, OUTBOX, RECEIVING, FILTERS,
							CONNECTION, LISTENERS, AUTOCONFIGURE)),
			Map.entry(AUTOCONFIGURE + ".metrics", List.of(ROOT, SETTINGS, METERING, OUTBOX, CONNECTION, AUTOCONFIGURE)),
			Map.entry(AUTOCONFIGURE + ".outbox", List.of(STORE, JDBC, AUTOCONFIGURE)),
			Map.entry(AUTOCONFIGURE + ".observation", List.of(OBSERVATION, OBSERVATIONS, AUTOCONFIGURE)),
			Map.entry(AUTOCONFIGURE + ".modulith", List.of(CLIENT, REQUESTS, AUTOCONFIGURE)),
			Map.entry(OAUTH2, List.of(ROOT, ENCODING)), Map.entry(CONFIGURATION, List.of()),
			Map.entry(AUTOCONFIGURE + ".local",
					List.of(ROOT, CREDENTIALS, SETTINGS, CONFIGURATION, AUTOCONFIGURE, LOCAL_MODULE)));

	// what only some rooms may know
	private static final Map<String, Set<String>> GUARDED = Map.ofEntries(
			Map.entry("org.springframework.messaging..",
					Set.of(MESSAGING, REQUESTS, LISTENER, LISTENERS, AUTOCONFIGURE)),
			Map.entry("tools.jackson..", Set.of(AUTOCONFIGURE)),
			Map.entry("io.micrometer..",
					Set.of(OBSERVATION, OBSERVATIONS, AUTOCONFIGURE + ".observation", AUTOCONFIGURE + ".metrics")),
			Map.entry("software.amazon.awssdk..", Set.of(CRT, CUSTOMIZER)),
			Map.entry("org.springframework.boot.health..", Set.of(AUTOCONFIGURE + ".health")),
			Map.entry("org.springframework.boot.actuate..", Set.of(AUTOCONFIGURE + ".actuate")),
			Map.entry(LOCAL_MODULE, Set.of(AUTOCONFIGURE + ".local")),
			Map.entry("org.springframework.security..", Set.of(OAUTH2)),
			Map.entry("org.springframework.modulith..", Set.of(AUTOCONFIGURE + ".modulith")),
			Map.entry("org.springframework.boot..",
					Set.of(TOKEN, CRT, CONFIGURATION, AUTOCONFIGURE, AUTOCONFIGURE + ".actuate",
							AUTOCONFIGURE + ".health", AUTOCONFIGURE + ".local", AUTOCONFIGURE + ".metrics",
							AUTOCONFIGURE + ".modulith", AUTOCONFIGURE + ".observation", AUTOCONFIGURE + ".outbox",
							OAUTH2)),
			Map.entry("javax.sql..", Set.of(JDBC, AUTOCONFIGURE + ".outbox")),
			Map.entry("org.springframework.jdbc..", Set.of(JDBC)),
			Map.entry("org.springframework.transaction..", Set.of(JDBC, AUTOCONFIGURE + ".modulith")));

	private static final JavaClasses CLASSES = new ClassFileImporter()
		.importUrl(IotConnection.class.getProtectionDomain().getCodeSource().getLocation());

	static Stream<String> rooms() {
		return ARROWS.keySet().stream();
	}

	static Stream<String> guarded() {
		return GUARDED.keySet().stream();
	}

	@Test
	void everyClassIsInARoom() {
		assertThat(CLASSES).isNotEmpty()
			.allSatisfy((type) -> assertThat(ARROWS).as(type.getName()).containsKey(type.getPackageName()));
	}

	@ParameterizedTest
	@MethodSource("rooms")
	void roomsKnowThoseBelowThem(String room) {
		String[] known = Stream.concat(Stream.of(room, TEXT), ARROWS.getOrDefault(room, List.of()).stream())
			.toArray(String[]::new);
		ArchRuleDefinition.classes()
			.that()
			.resideInAPackage(room)
			.should()
			.onlyDependOnClassesThat(DescribedPredicate.not(JavaClass.Predicates.resideInAPackage(ROOT + ".."))
				.or(JavaClass.Predicates.resideInAnyPackage(known))
				.as("are of other libraries or in " + Arrays.toString(known)))
			.check(CLASSES);
	}

	@ParameterizedTest
	@MethodSource("guarded")
	void librariesAreKnownToTheirRoomsOnly(String library) {
		ArchRuleDefinition.noClasses()
			.that()
			.resideOutsideOfPackages(GUARDED.getOrDefault(library, Set.of()).toArray(String[]::new))
			.should()
			.dependOnClassesThat()
			.resideInAPackage(library)
			.check(CLASSES);
	}

	// an import that is not used leaves no trace in a class
	@Test
	void sourcesOutsideOfTheTransportDoNotImportTheNativeClient() throws IOException {
		Path sources = Path.of("src/main/java");
		try (Stream<Path> files = Files.walk(sources)) {
			assertThat(files.filter((file) -> file.toString().endsWith(".java"))
				.filter((file) -> !file.getParent().endsWith(Path.of("transport", "crt")))).isNotEmpty()
				.allSatisfy((file) -> assertThat(file).content().doesNotContain("import software.amazon.awssdk"));
		}
	}

	@Test
	void autoConfigurationsAreFinalAndTheirBeanMethodsAreNotPublic() {
		ArchRuleDefinition.classes()
			.that()
			.areAnnotatedWith(AutoConfiguration.class)
			.should()
			.bePublic()
			.andShould()
			.haveModifier(JavaModifier.FINAL)
			.check(CLASSES);
		ArchRuleDefinition.methods().that().areAnnotatedWith(Bean.class).should().bePackagePrivate().check(CLASSES);
	}

	// an application may have beans of the other names
	@Test
	void beansCarryTheNameOfTheProduct() {
		ArchRuleDefinition.methods()
			.that()
			.areAnnotatedWith(Bean.class)
			.should()
			.haveNameStartingWith("iotCustomAuth")
			.check(CLASSES);
	}

	@Test
	void nothingIsPrintedOrSlept() {
		ArchRuleDefinition.noClasses()
			.should()
			.accessField(System.class, "out")
			.orShould()
			.accessField(System.class, "err")
			.orShould()
			.callMethod(Thread.class, "sleep", long.class)
			.check(CLASSES);
	}

}
