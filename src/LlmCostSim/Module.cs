// Programs of operations are written into buffers on the stack before they are read: clearing those first would take a tenth of an
// estimate.
[module: System.Runtime.CompilerServices.SkipLocalsInit]
