package io.github.iotcustomauth.local.autoconfigure;

import java.util.Objects;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.UnboundElementsSourceFilter;
import org.springframework.util.StringUtils;

/**
 * Rejects properties of the endpoint that it does not know: what is misspelled must not
 * be a test that passes. One without a value is the same as none.
 * <p>
 * The strictness of {@code @ConfigurationProperties} would reject known ones, too, whose
 * empty value is bound to {@code null}, and show the value of what it rejects, which may
 * be a password.
 */
final class KnownPropertiesBindHandler extends NoUnboundElementsBindHandler {

	private KnownPropertiesBindHandler() {
		super(BindHandler.DEFAULT, new UnboundElementsSourceFilter());
	}

	/**
	 * Bind the properties of the endpoint.
	 * @param binder what to bind with. Environment variables and system properties may
	 * have others.
	 * @return the properties
	 * @throws LocalIotCoreConfigurationException if one is unknown
	 */
	static LocalIotCoreProperties bind(Binder binder) {
		try {
			return binder.bindOrCreate(LocalIotCoreProperties.PREFIX, Bindable.of(LocalIotCoreProperties.class),
					new KnownPropertiesBindHandler());
		}
		catch (BindException ex) {
			throw (ex.getCause() instanceof LocalIotCoreConfigurationException unknown) ? unknown : ex;
		}
	}

	@Override
	public void onFinish(ConfigurationPropertyName name, Bindable<?> target, BindContext context,
			@Nullable Object result) throws Exception {
		try {
			super.onFinish(name, target, context, result);
		}
		catch (UnboundConfigurationPropertiesException ex) {
			for (ConfigurationProperty property : ex.getUnboundProperties()) {
				if (StringUtils.hasLength(Objects.toString(property.getValue(), null))) {
					throw unknown(property);
				}
			}
		}
	}

	private static LocalIotCoreConfigurationException unknown(ConfigurationProperty property) {
		String key = property.getName().toString().substring(LocalIotCoreProperties.PREFIX.length() + 1);
		String origin = (property.getOrigin() != null) ? " (" + property.getOrigin() + ")" : "";
		return new LocalIotCoreConfigurationException(key, "there is no such property" + origin,
				"Correct or remove it. Names with more than letters, digits and '-' go into square brackets.");
	}

}
