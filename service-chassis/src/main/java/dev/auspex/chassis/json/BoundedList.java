package dev.auspex.chassis.json;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;

import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.deser.std.CollectionDeserializer;

/** Reads a list and refuses the first element beyond its limit. */
final class BoundedList extends CollectionDeserializer {

    private static final long serialVersionUID = 1L;

    private final int most;

    BoundedList(CollectionDeserializer source) {
        this(source, Bound.OTHER);
    }

    private BoundedList(CollectionDeserializer source, int most) {
        super(source);
        this.most = most;
    }

    @Override
    public CollectionDeserializer createContextual(DeserializationContext context, BeanProperty property)
            throws JsonMappingException {
        return new BoundedList(super.createContextual(context, property), Bound.of(property));
    }

    @Override
    protected Collection<Object> createDefaultInstance(DeserializationContext context) throws IOException {
        Collection<Object> made = super.createDefaultInstance(context);
        return made.getClass() == ArrayList.class ? new Elements(most) : made;
    }

    private static final class Elements extends ArrayList<Object> {

        private static final long serialVersionUID = 1L;

        private final int most;

        Elements(int most) {
            this.most = most;
        }

        @Override
        public boolean add(Object element) {
            if (size() >= most) {
                throw new TooManyElementsException(most);
            }
            return super.add(element);
        }
    }
}
