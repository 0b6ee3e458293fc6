package io.github.iotcustomauth.local;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The rooms of the module, and which room may know which.
 */
class ArchitectureTests {

	private static final String ROOT = "io.github.iotcustomauth.local";

	/** {@link LocalIotCore} knows more than what is beside it. */
	private static final String FACADE = "LocalIotCore";

	/** Each room with those that it may know, from the lowest to the highest. */
	private static final Map<String, Set<String>> ROOMS = Map
		.ofEntries(room("root"), room("policy"), room("internal.rate"), room("internal.routing", "internal.rate"),
				room("internal.certificate"), room("authorizer", "policy"), room("authorizer.lambda", "authorizer"),
				room("internal.protocol", "root", "policy", "authorizer", "internal.routing"),
				room("internal.channel", "authorizer", "internal.protocol"),
				room("internal.session", "root", "policy", "authorizer", "internal.rate", "internal.routing",
						"internal.protocol", "internal.channel"),
				room("internal.connect", "root", "policy", "authorizer", "internal.rate", "internal.protocol",
						"internal.channel", "internal.session"),
				room("internal.http", "root", "policy", "authorizer", "internal.rate", "internal.routing",
						"internal.protocol", "internal.channel", "internal.session"),
				room("internal.port", "root", "authorizer", "internal.protocol", "internal.channel", "internal.session",
						"internal.connect", "internal.http"),
				room("internal.server", "root", "policy", "authorizer", "internal.rate", "internal.routing",
						"internal.protocol", "internal.channel", "internal.session", "internal.connect",
						"internal.http", "internal.port"),
				room(FACADE, "root", "authorizer", "internal.certificate", "internal.server"),
				room("autoconfigure", FACADE, "root", "policy", "authorizer", "authorizer.lambda",
						"internal.certificate", "internal.server"),
				room("app", FACADE, "policy", "authorizer", "autoconfigure"),
				room("test", FACADE, "root", "authorizer", "autoconfigure"));

	private static final int MAX_FILES = 15;

	/** Those that have more today; to be lowered with them. */
	private static final Map<String, Integer> LARGE_ROOMS = Map.of("internal.session", 16, "authorizer", 21, "policy",
			16, "autoconfigure", 17);

	private static final String PACKETS = "io.netty.handler.codec.mqtt";

	private static JavaClasses classes;

	@BeforeAll
	static void load() {
		classes = new ClassFileImporter().withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
			.importPackages(ROOT);
	}

	private static Map.Entry<String, Set<String>> room(String name, String... known) {
		return Map.entry(name, Set.of(known));
	}

	private static String roomOf(JavaClass type) {
		String name = type.getPackageName();
		if (!name.equals(ROOT)) {
			return name.substring(ROOT.length() + 1);
		}
		return type.getSimpleName().matches("(Default)?LocalIotCore(Builder)?") ? FACADE : "root";
	}

	private static String pathOf(String room) {
		return ROOT + "." + room + "..";
	}

	@Test
	void roomsAreThoseOfTheTable() {
		assertThat(classes.stream().filter((type) -> !isPackageInfo(type)).map(ArchitectureTests::roomOf))
			.containsOnly(ROOMS.keySet().toArray(String[]::new));
	}

	@Test
	void roomsKnowThoseOfTheTableAlone() {
		assertThat(classes.stream().flatMap(ArchitectureTests::forbidden).toList()).isEmpty();
	}

	private static Stream<String> forbidden(JavaClass type) {
		String room = roomOf(type);
		return type.getDirectDependenciesFromSelf()
			.stream()
			.filter((arrow) -> arrow.getTargetClass().getPackageName().startsWith(ROOT))
			.filter((arrow) -> !roomOf(arrow.getTargetClass()).equals(room)
					&& !ROOMS.getOrDefault(room, Set.of()).contains(roomOf(arrow.getTargetClass())))
			.map((arrow) -> room + " -> " + roomOf(arrow.getTargetClass()) + ": " + arrow.getDescription());
	}

	@Test
	void arrowsOfTheTableGoOneWay() {
		Map<String, Set<String>> left = new TreeMap<>(ROOMS);
		while (left.entrySet().removeIf((room) -> room.getValue().stream().noneMatch(left::containsKey))) {
			// the rooms that know none of those that are left
		}
		assertThat(left).as("rooms in a circle").isEmpty();
	}

	@Test
	void roomsAreSmall() {
		Map<String, Set<String>> files = classes.stream()
			.filter((type) -> type.isTopLevelClass() && !isPackageInfo(type))
			.collect(Collectors.groupingBy(ArchitectureTests::roomOf,
					Collectors.mapping(JavaClass::getSimpleName, Collectors.toCollection(TreeSet::new))));
		assertThat(files).allSatisfy((room, names) -> assertThat(names).as(room)
			.hasSizeLessThanOrEqualTo(LARGE_ROOMS.getOrDefault(room, MAX_FILES)));
	}

	private static boolean isPackageInfo(JavaClass type) {
		return type.getSimpleName().equals("package-info");
	}

	@Test
	void librariesOfLambdaAreOptional() {
		checkKnownAlone(JavaClass.Predicates.resideInAPackage("com.amazonaws.."), "authorizer.lambda");
	}

	// So that a function that does not need it runs without it.
	@Test
	void serializationOfLambdaIsKnownToOneClassAlone() {
		ArchRuleDefinition.noClasses()
			.that()
			.doNotHaveSimpleName("LibrarySerializer")
			.should()
			.dependOnClassesThat()
			.resideInAPackage("com.amazonaws.services.lambda.runtime.serialization..")
			.check(classes);
	}

	@Test
	void transportOfNettyIsInternal() {
		checkKnownAlone(
				JavaClass.Predicates.resideInAnyPackage("io.netty.buffer..", "io.netty.channel..", "io.netty.handler..")
					.and(DescribedPredicate.not(JavaClass.Predicates.resideInAPackage(PACKETS))),
				"internal");
	}

	@Test
	void packetsAreInternal() {
		ArchRuleDefinition.noClasses()
			.that()
			.resideOutsideOfPackage(pathOf("internal"))
			.should()
			.dependOnClassesThat()
			.resideInAPackage(PACKETS)
			.check(classes);
	}

	@Test
	void testFrameworksAreKnownToTheTestSupportAlone() {
		checkKnownAlone(JavaClass.Predicates.resideInAnyPackage("org.springframework.test..",
				"org.springframework.boot.test..", "org.junit..", "org.assertj.."), "test");
	}

	@Test
	void springBootStaysOutOfWhatItDoesNotWire() {
		checkKnownAlone(JavaClass.Predicates.resideInAPackage("org.springframework.boot.."), "app", "autoconfigure",
				"test");
	}

	private static void checkKnownAlone(DescribedPredicate<? super JavaClass> types, String... rooms) {
		ArchRuleDefinition.noClasses()
			.that()
			.resideOutsideOfPackages(Stream.of(rooms).map(ArchitectureTests::pathOf).toArray(String[]::new))
			.should()
			.dependOnClassesThat(types)
			.check(classes);
	}

}
