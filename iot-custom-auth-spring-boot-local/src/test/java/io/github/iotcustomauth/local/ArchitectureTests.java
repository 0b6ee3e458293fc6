package io.github.iotcustomauth.local;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The arrows inside the module: policy ← authorizer ← gateway → broker and authorizer ←
 * authorizer.lambda, and a facade that knows all.
 */
class ArchitectureTests {

	private static final String ROOT = "io.github.iotcustomauth.local";

	private static final String POLICY = ROOT + ".policy..";

	private static final String AUTHORIZER = ROOT + ".authorizer";

	private static final String LAMBDA = ROOT + ".authorizer.lambda..";

	private static final String AUTOCONFIGURE = ROOT + ".autoconfigure..";

	private static final String GATEWAY = ROOT + ".gateway..";

	private static final String PACKETS = "io.netty.handler.codec.mqtt";

	private static final String BROKER = ROOT + ".broker..";

	private static final String TEST = ROOT + ".test..";

	private static JavaClasses classes;

	@BeforeAll
	static void load() {
		classes = new ClassFileImporter().withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
			.importPackages(ROOT);
	}

	@Test
	void policyKnowsNobody() {
		ArchRuleDefinition.noClasses()
			.that()
			.resideInAPackage(POLICY)
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage(ROOT, AUTHORIZER, LAMBDA, GATEWAY, BROKER)
			.check(classes);
	}

	@Test
	void authorizerKnowsPolicyAlone() {
		ArchRuleDefinition.noClasses()
			.that()
			.resideInAPackage(AUTHORIZER)
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage(ROOT, LAMBDA, GATEWAY, BROKER, AUTOCONFIGURE)
			.check(classes);
	}

	@Test
	void lambdaKnowsAuthorizerAlone() {
		ArchRuleDefinition.noClasses()
			.that()
			.resideInAPackage(LAMBDA)
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage(ROOT, POLICY, GATEWAY, BROKER, AUTOCONFIGURE)
			.check(classes);
	}

	@Test
	void lambdaIsKnownToTheWiringAlone() {
		ArchRuleDefinition.noClasses()
			.that()
			.resideOutsideOfPackages(LAMBDA, AUTOCONFIGURE)
			.should()
			.dependOnClassesThat()
			.resideInAPackage(LAMBDA)
			.check(classes);
	}

	@Test
	void librariesOfLambdaAreOptional() {
		ArchRuleDefinition.noClasses()
			.that()
			.resideOutsideOfPackage(LAMBDA)
			.should()
			.dependOnClassesThat()
			.resideInAPackage("com.amazonaws..")
			.check(classes);
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
	void gatewayDoesNotKnowTheFacade() {
		ArchRuleDefinition.noClasses()
			.that()
			.resideInAPackage(GATEWAY)
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage(ROOT, LAMBDA)
			.check(classes);
	}

	@Test
	void brokerKnowsNobody() {
		ArchRuleDefinition.noClasses()
			.that()
			.resideInAPackage(BROKER)
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage(ROOT, POLICY, AUTHORIZER, GATEWAY)
			.check(classes);
	}

	@Test
	void artemisIsKnownToTheBrokerAlone() {
		ArchRuleDefinition.noClasses()
			.that()
			.resideOutsideOfPackage(BROKER)
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("org.apache.activemq..", "org.apache.artemis..")
			.check(classes);
	}

	@Test
	void transportOfNettyIsKnownToTheGatewayAlone() {
		ArchRuleDefinition.noClasses()
			.that()
			.resideOutsideOfPackage(GATEWAY)
			.should()
			.dependOnClassesThat(JavaClass.Predicates
				.resideInAnyPackage("io.netty.buffer..", "io.netty.channel..", "io.netty.handler..")
				.and(DescribedPredicate.not(JavaClass.Predicates.resideInAPackage(PACKETS))))
			.check(classes);
	}

	// The broker shows them to its interceptors.
	@Test
	void packetsAreKnownToGatewayAndBrokerAlone() {
		ArchRuleDefinition.noClasses()
			.that()
			.resideOutsideOfPackages(GATEWAY, BROKER)
			.should()
			.dependOnClassesThat()
			.resideInAPackage(PACKETS)
			.check(classes);
	}

	@Test
	void testFrameworksAreKnownToTheTestSupportAlone() {
		ArchRuleDefinition.noClasses()
			.that()
			.resideOutsideOfPackage(TEST)
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("org.springframework.test..", "org.springframework.boot.test..", "org.junit..",
					"org.assertj..")
			.check(classes);
	}

	@Test
	void nobodyKnowsTheTestSupport() {
		ArchRuleDefinition.noClasses()
			.that()
			.resideOutsideOfPackage(TEST)
			.should()
			.dependOnClassesThat()
			.resideInAPackage(TEST)
			.check(classes);
	}

	@Test
	void springBootStaysOutOfWhatItDoesNotWire() {
		ArchRuleDefinition.noClasses()
			.that()
			.resideInAnyPackage(POLICY, AUTHORIZER, LAMBDA, GATEWAY)
			.should()
			.dependOnClassesThat()
			.resideInAPackage("org.springframework.boot..")
			.check(classes);
	}

}
