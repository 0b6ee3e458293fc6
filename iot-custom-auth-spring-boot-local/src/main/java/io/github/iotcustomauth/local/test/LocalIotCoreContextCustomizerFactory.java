package io.github.iotcustomauth.local.test;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.test.context.ContextConfigurationAttributes;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.ContextCustomizerFactory;
import org.springframework.test.context.TestContextAnnotationUtils;

/**
 * Customizes the contexts of tests with {@link LocalIotCoreTest @LocalIotCoreTest}.
 */
class LocalIotCoreContextCustomizerFactory implements ContextCustomizerFactory {

	@Override
	public @Nullable ContextCustomizer createContextCustomizer(Class<?> testClass,
			List<ContextConfigurationAttributes> attributes) {
		LocalIotCoreTest annotation = TestContextAnnotationUtils.findMergedAnnotation(testClass,
				LocalIotCoreTest.class);
		return (annotation != null) ? new LocalIotCoreContextCustomizer(PropertyPairs.parse(annotation.properties()))
				: null;
	}

}
