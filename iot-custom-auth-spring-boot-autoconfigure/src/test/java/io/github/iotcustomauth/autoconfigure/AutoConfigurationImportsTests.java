package io.github.iotcustomauth.autoconfigure;

import java.util.List;
import java.util.stream.Stream;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.core.env.Environment;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.core.io.support.SpringFactoriesLoader.ArgumentResolver;
import org.springframework.core.io.support.SpringFactoriesLoader.FailureHandler;
import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;

class AutoConfigurationImportsTests {

	private static final String PACKAGE = AutoConfigurationImportsTests.class.getPackageName();

	private final List<JavaClass> classes = new ClassFileImporter()
		.importUrl(IotCustomAuthProperties.class.getProtectionDomain().getCodeSource().getLocation())
		.stream()
		.toList();

	@Test
	void namesEveryAutoConfiguration() {
		List<String> annotated = this.classes.stream()
			.filter((type) -> type.isAnnotatedWith(AutoConfiguration.class))
			.map(JavaClass::getName)
			.toList();
		assertThat(ImportCandidates.load(AutoConfiguration.class, getClass().getClassLoader()))
			.filteredOn((name) -> name.startsWith(PACKAGE))
			.isNotEmpty()
			.containsExactlyInAnyOrderElementsOf(annotated);
	}

	@Test
	void ordersAfterClassesThatExist() {
		List<String> names = this.classes.stream()
			.filter((type) -> type.isAnnotatedWith(AutoConfiguration.class))
			.map(JavaClass::reflect)
			.map((type) -> AnnotationUtils.getAnnotation(type, AutoConfiguration.class))
			.flatMap((annotation) -> Stream.concat(Stream.of(annotation.afterName()),
					Stream.of(annotation.beforeName())))
			.toList();
		assertThat(names).isNotEmpty().allMatch((name) -> ClassUtils.isPresent(name, null));
	}

	@Test
	void namesEveryFailureAnalyzer() {
		List<String> analyzers = this.classes.stream()
			.filter((type) -> type.isAssignableTo(FailureAnalyzer.class))
			.map(JavaClass::getName)
			.toList();
		List<FailureAnalyzer> registered = SpringFactoriesLoader.forDefaultResourceLocation()
			.load(FailureAnalyzer.class, ArgumentResolver.of(Environment.class, new StandardEnvironment()),
					FailureHandler.handleMessage((message, failure) -> {
					}));
		assertThat(analyzers).isNotEmpty();
		assertThat(registered).extracting((analyzer) -> analyzer.getClass().getName()).containsAll(analyzers);
	}

}
