package dev.meterfarm.graph.openvino;

import dev.meterfarm.graph.ElementType;
import dev.meterfarm.graph.Shape;

/** What a port of a layer yields, with its extents in the file. */
record IrValue(int layer, int port, Shape shape, ElementType type) {}
