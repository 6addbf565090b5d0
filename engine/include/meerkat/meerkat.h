// All of Meerkat's C++ API.
#pragma once

#include <meerkat/builder.h>          // IWYU pragma: export
#include <meerkat/client.h>           // IWYU pragma: export
#include <meerkat/collection.h>       // IWYU pragma: export
#include <meerkat/command_context.h>  // IWYU pragma: export
#include <meerkat/cursor.h>           // IWYU pragma: export
#include <meerkat/database.h>         // IWYU pragma: export
#include <meerkat/document.h>         // IWYU pragma: export
#include <meerkat/environment.h>      // IWYU pragma: export
#include <meerkat/file_system.h>      // IWYU pragma: export
#include <meerkat/filter.h>           // IWYU pragma: export
#include <meerkat/index_model.h>      // IWYU pragma: export
#include <meerkat/interruption.h>     // IWYU pragma: export
#include <meerkat/json.h>             // IWYU pragma: export
#include <meerkat/json_reader.h>      // IWYU pragma: export
#include <meerkat/options.h>          // IWYU pragma: export
#include <meerkat/status.h>           // IWYU pragma: export
#include <meerkat/ttl.h>              // IWYU pragma: export
#include <meerkat/value.h>            // IWYU pragma: export
